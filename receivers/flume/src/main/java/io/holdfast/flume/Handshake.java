// SPDX-License-Identifier: Apache-2.0
package io.holdfast.flume;

import java.util.Arrays;

/**
 * Avro's handshake, with which a connection begins: who knows whose protocol. Not thread-safe; one
 * for each connection.
 */
final class Handshake {
  private static final byte[] NOTHING = {};
  private static final int BOTH = 0;
  private static final int CLIENT = 1;
  private static final int NONE = 2;

  private final Protocols protocols;
  private boolean complete;

  Handshake(Protocols protocols) {
    this.protocols = protocols;
  }

  /** Whether the client's protocol is known, so that requests can be read. */
  boolean isComplete() {
    return complete;
  }

  /** Reads the client's part, if it is still to come; returns ours. */
  byte[] respond(AvroReader in) {
    if (complete) {
      return NOTHING;
    }
    byte[] clientHash = in.readFixed(WireProtocol.HASH_BYTES);
    if (in.readIndex(2) == 1) {
      SourceProtocol.WIRE.requireClient(in.readString());
      protocols.add(clientHash);
      complete = true;
    } else {
      complete = protocols.isKnown(clientHash);
    }
    byte[] serverHash = in.readFixed(WireProtocol.HASH_BYTES);
    if (in.readIndex(2) == 1) {
      in.skipMap();
    }
    return response(Arrays.equals(serverHash, SourceProtocol.WIRE.hash()));
  }

  private byte[] response(boolean knowsOurs) {
    AvroWriter out = new AvroWriter();
    if (complete && knowsOurs) {
      return out.writeLong(BOTH).writeLong(0).writeLong(0).writeLong(0).toBytes();
    }
    return out.writeLong(complete ? CLIENT : NONE)
        .writeLong(1)
        .writeString(SourceProtocol.WIRE.json())
        .writeLong(1)
        .writeFixed(SourceProtocol.WIRE.hash())
        .writeLong(0)
        .toBytes();
  }
}
