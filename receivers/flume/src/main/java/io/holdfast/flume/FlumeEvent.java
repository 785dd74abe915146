// SPDX-License-Identifier: Apache-2.0
package io.holdfast.flume;

import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * An event as an agent sent it: headers and a body.
 *
 * <p>A value, immutable. It is kept as it came over the wire, in one array, which is also what is
 * in a block. So headers are decoded each time they are asked for. Where Spark serializes it, it
 * writes some 20 bytes more by Java, and 3 by Kryo with {@link FlumeKryoRegistrator}.
 */
public final class FlumeEvent implements Serializable {
  private static final long serialVersionUID = 1L;

  /** An event takes two bytes at least on its way: no headers, no body. */
  private static final int MIN_WIRE_BYTES = 2;

  /** What an event takes in memory beside the bytes that came: two objects and a reference. */
  private static final int OVERHEAD_BYTES = 48;

  /** The headers in Avro's encoding, with the body's length after them, and the body. */
  private final byte[] encoded;

  private final int bodyStart;

  private FlumeEvent(byte[] encoded, int bodyStart) {
    this.encoded = encoded;
    this.bodyStart = bodyStart;
  }

  /** An event of these headers, in their order, and a copy of the body. */
  public static FlumeEvent of(Map<String, String> headers, byte[] body) {
    Objects.requireNonNull(headers, "headers");
    Objects.requireNonNull(body, "body");
    AvroWriter writer = new AvroWriter();
    if (!headers.isEmpty()) {
      writer.writeLong(headers.size());
      headers.forEach(
          (name, value) ->
              writer
                  .writeString(Objects.requireNonNull(name, "the name of a header"))
                  .writeString(Objects.requireNonNull(value, name)));
    }
    writer.writeLong(0).writeLong(body.length);
    int bodyStart = writer.size();
    return new FlumeEvent(writer.writeFixed(body).toBytes(), bodyStart);
  }

  /** Reads an event, and copies it. */
  static FlumeEvent read(AvroReader in, byte[] from) {
    int start = in.position();
    in.skipMap();
    int length = in.readLength();
    int bodyStart = in.position() - start;
    in.skipFixed(length);
    return new FlumeEvent(Arrays.copyOfRange(from, start, in.position()), bodyStart);
  }

  /**
   * Reads an array of events, and copies them.
   *
   * @throws MalformedBytesException if there are more than {@code maxEvents}
   */
  static List<FlumeEvent> readAll(AvroReader in, byte[] from, int maxEvents) {
    List<FlumeEvent> events = new ArrayList<>();
    for (int n = in.readBlock(MIN_WIRE_BYTES); n > 0; n = in.readBlock(MIN_WIRE_BYTES)) {
      if (n > maxEvents - events.size()) {
        throw new MalformedBytesException("a batch of more than %,d events".formatted(maxEvents));
      }
      for (int i = 0; i < n; i++) {
        events.add(read(in, from));
      }
    }
    return events;
  }

  /** As {@link #encoded} gave it. */
  static FlumeEvent ofEncoded(byte[] encoded) {
    AvroReader in = new AvroReader(encoded, 0, encoded.length);
    in.skipMap();
    int unused = in.readLength();
    return new FlumeEvent(encoded, in.position());
  }

  /** As {@link FlumeEventSerializer} has written it. */
  static FlumeEvent ofEncoded(byte[] encoded, int bodyStart) {
    return new FlumeEvent(encoded, bodyStart);
  }

  byte[] encoded() {
    return encoded;
  }

  int bodyStart() {
    return bodyStart;
  }

  /** What it takes in memory, in bytes, about. */
  long memoryBytes() {
    return (long) OVERHEAD_BYTES + encoded.length;
  }

  /** The headers, in the order in which they came; a new map at each call, not to be modified. */
  public Map<String, String> headers() {
    Map<String, String> headers = new LinkedHashMap<>();
    AvroReader in = new AvroReader(encoded, 0, bodyStart);
    for (int count = in.readBlock(2); count > 0; count = in.readBlock(2)) {
      for (int i = 0; i < count; i++) {
        headers.put(in.readString(), in.readString());
      }
    }
    return Collections.unmodifiableMap(headers);
  }

  /** The value of one header, if it has it. */
  public Optional<String> header(String name) {
    return Optional.ofNullable(headers().get(name));
  }

  /** Its headers, and its body as {@code body}: what a dead letter keeps of it. */
  Map<String, byte[]> parts() {
    Map<String, byte[]> parts = new HashMap<>();
    headers().forEach((name, value) -> parts.put(name, value.getBytes(StandardCharsets.UTF_8)));
    parts.put("body", body());
    return parts;
  }

  /** A copy of the body. */
  public byte[] body() {
    return Arrays.copyOfRange(encoded, bodyStart, encoded.length);
  }

  /** A view of the body, not to be written to. */
  public ByteBuffer bodyBuffer() {
    return ByteBuffer.wrap(encoded, bodyStart, encoded.length - bodyStart)
        .slice()
        .asReadOnlyBuffer();
  }

  /** The body as UTF-8; what is not valid comes as U+FFFD. */
  public String bodyText() {
    return new String(encoded, bodyStart, encoded.length - bodyStart, StandardCharsets.UTF_8);
  }

  /** The length of the body, in bytes. */
  public int bodyLength() {
    return encoded.length - bodyStart;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof FlumeEvent event
        && Arrays.equals(
            encoded,
            bodyStart,
            encoded.length,
            event.encoded,
            event.bodyStart,
            event.encoded.length)
        && headers().equals(event.headers());
  }

  @Override
  public int hashCode() {
    return 31 * headers().hashCode() + bodyBuffer().hashCode();
  }

  /** The headers and the length of the body. */
  @Override
  public String toString() {
    return headers() + " and " + bodyLength() + " bytes";
  }
}
