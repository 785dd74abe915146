// SPDX-License-Identifier: Apache-2.0
package io.holdfast.flume;

/**
 * The client's half of Avro's handshake. It tells the server the whole protocol at once, so that
 * one round trip is enough whether the server knows it or not.
 */
final class ClientHandshake {
  private static final int NONE = 2;

  private ClientHandshake() {}

  /** What goes before the first request. */
  static AvroWriter begin(WireProtocol protocol) {
    return new AvroWriter()
        .writeFixed(protocol.hash())
        .writeLong(1)
        .writeString(protocol.json())
        .writeFixed(protocol.hash())
        .writeLong(0); // no metadata
  }

  /**
   * Reads what comes before the first answer.
   *
   * @throws MalformedBytesException if the server speaks another protocol
   */
  static void end(AvroReader in, WireProtocol protocol) {
    int match = in.readIndex(3);
    if (in.readIndex(2) == 1) {
      protocol.requireServer(in.readString());
    }
    if (in.readIndex(2) == 1) {
      in.skipFixed(WireProtocol.HASH_BYTES);
    }
    if (in.readIndex(2) == 1) {
      in.skipMap();
    }
    if (match == NONE) {
      throw new MalformedBytesException("the server does not take our protocol");
    }
  }
}
