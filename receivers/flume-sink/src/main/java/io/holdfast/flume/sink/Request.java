// SPDX-License-Identifier: Apache-2.0
package io.holdfast.flume.sink;

/** What a client asks in one frame. */
final class Request {
  private final int serial;
  private final AvroWriter answer;
  private final String message;
  private final int n;
  private final String sequenceNumber;

  private Request(int serial, AvroWriter answer, String message, int n, String sequenceNumber) {
    this.serial = serial;
    this.answer = answer;
    this.message = message;
    this.n = n;
    this.sequenceNumber = sequenceNumber;
  }

  /**
   * Reads a request.
   *
   * @throws BadClientException if it is none
   */
  static Request read(Frame frame, Handshake handshake) {
    AvroReader in = new AvroReader(frame.payload());
    AvroWriter answer = handshake.respond(in);
    if (in.isAtEnd()) {
      return new Request(frame.serial(), answer, "", 0, "");
    }
    in.skipMap(); // metadata of the call
    String message = in.readString();
    int n = 0;
    String sequenceNumber = "";
    switch (message) {
      case "":
        break;
      case SinkProtocol.GET_EVENT_BATCH:
        n = in.readInt();
        break;
      case SinkProtocol.ACK:
      case SinkProtocol.NACK:
        sequenceNumber = in.readString();
        break;
      default: // whose parameters nobody knows
        return new Request(frame.serial(), answer, message, 0, "");
    }
    if (!in.isAtEnd()) {
      throw new BadClientException("it sent bytes after a request");
    }
    return new Request(frame.serial(), answer, message, n, sequenceNumber);
  }

  /** The name of the message; empty if there is nothing but a handshake. */
  String message() {
    return message;
  }

  /** How many events are asked for, as it came. */
  int n() {
    return n;
  }

  /** Which batch is meant. */
  String sequenceNumber() {
    return sequenceNumber;
  }

  /** The number that its answer bears. */
  int serial() {
    return serial;
  }

  /** Its answer as far as the handshake goes. */
  AvroWriter answer() {
    return answer;
  }
}
