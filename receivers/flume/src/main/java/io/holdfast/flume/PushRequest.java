// SPDX-License-Identifier: Apache-2.0
package io.holdfast.flume;

import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** What a client asks in one frame. */
final class PushRequest {
  private final byte[] handshake;

  /** Null if there is nothing but a handshake. */
  private final String message;

  private final List<FlumeEvent> events;

  private PushRequest(byte[] handshake, String message, List<FlumeEvent> events) {
    this.handshake = handshake;
    this.message = message;
    this.events = events;
  }

  /**
   * Reads a request.
   *
   * @throws MalformedBytesException if it is none, or has too many events
   */
  static PushRequest read(byte[] bytes, int from, int until, Handshake handshake, int maxEvents) {
    AvroReader in = new AvroReader(bytes, from, until);
    byte[] response = handshake.respond(in);
    if (!handshake.isComplete() || in.isAtEnd()) {
      return new PushRequest(response, null, Collections.emptyList());
    }
    in.skipMap(); // metadata of the call
    String message = in.readString();
    List<FlumeEvent> events;
    switch (message) {
      case "" -> {
        return new PushRequest(response, null, Collections.emptyList()); // a handshake of its own
      }
      case SourceProtocol.APPEND -> events = Collections.singletonList(FlumeEvent.read(in, bytes));
      case SourceProtocol.APPEND_BATCH -> events = FlumeEvent.readAll(in, bytes, maxEvents);
      default -> {
        return new PushRequest(response, message, Collections.emptyList());
      }
    }
    if (!in.isAtEnd()) {
      throw new MalformedBytesException("bytes after the events");
    }
    return new PushRequest(response, message, events);
  }

  List<FlumeEvent> events() {
    return events;
  }

  /** What is to be answered at once, to something that brings no events. */
  Optional<byte[]> immediateAnswer() {
    if (message == null) {
      return Optional.of(handshake);
    }
    if (message.equals(SourceProtocol.APPEND) || message.equals(SourceProtocol.APPEND_BATCH)) {
      return events.isEmpty() ? Optional.of(answer(SourceProtocol.OK)) : Optional.empty();
    }
    return Optional.of(
        begin()
            .writeBoolean(true)
            .writeLong(0) // an error that the protocol does not declare: a string
            .writeString("No such message in AvroSourceProtocol")
            .toBytes());
  }

  /** The answer with that status. */
  byte[] answer(int status) {
    return begin().writeBoolean(false).writeLong(status).toBytes();
  }

  private AvroWriter begin() {
    return new AvroWriter().writeFixed(handshake).writeLong(0); // no metadata
  }
}
