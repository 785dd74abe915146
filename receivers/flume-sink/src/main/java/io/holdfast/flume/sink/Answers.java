// SPDX-License-Identifier: Apache-2.0
package io.holdfast.flume.sink;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** Answers to requests, as frames. */
final class Answers {
  private static final int NO_METADATA = 0;

  /** The serial number, the number of buffers, the length of the first. */
  private static final int HEADER_BYTES = 3 * Integer.BYTES;

  private Answers() {}

  /** To a handshake and nothing else. */
  static List<ByteBuffer> ofHandshake(Request request) {
    return frame(request, request.answer());
  }

  /** That what was asked is done. */
  static List<ByteBuffer> done(Request request) {
    return frame(request, succeeded(request));
  }

  /** That what was asked failed; the client throws this message. */
  static List<ByteBuffer> failed(Request request, String message) {
    return frame(
        request,
        request
            .answer()
            .writeLong(NO_METADATA)
            .writeBoolean(true)
            .writeLong(0) // an error that the protocol does not declare: a string
            .writeString(message));
  }

  /** A batch that says why it is none, and is not to be acknowledged. */
  static List<ByteBuffer> noBatch(Request request, String message) {
    return frame(request, succeeded(request).writeString(message).writeString("").writeLong(0));
  }

  /** A batch. */
  static List<ByteBuffer> batch(
      Request request, String sequenceNumber, int count, AvroWriter events) {
    AvroWriter head = succeeded(request).writeString("").writeString(sequenceNumber);
    head.writeLong(count);
    events.writeLong(0); // the end of the array
    ByteBuffer first = ByteBuffer.allocate(HEADER_BYTES + head.size() + Integer.BYTES);
    first.putInt(request.serial()).putInt(2);
    first.putInt(head.size()).put(head.view());
    first.putInt(events.size());
    first.flip();
    return Arrays.asList(first, events.view());
  }

  private static AvroWriter succeeded(Request request) {
    return request.answer().writeLong(NO_METADATA).writeBoolean(false);
  }

  private static List<ByteBuffer> frame(Request request, AvroWriter payload) {
    ByteBuffer frame = ByteBuffer.allocate(HEADER_BYTES + payload.size());
    frame.putInt(request.serial()).putInt(1);
    frame.putInt(payload.size()).put(payload.view());
    frame.flip();
    return Collections.singletonList(frame);
  }
}
