// SPDX-License-Identifier: Apache-2.0
package io.holdfast.flume.sink;

import java.util.Arrays;

/**
 * Avro's handshake, with which a connection begins. Any client is accepted without being asked for
 * its protocol: names of messages and the bytes of their parameters tell whether it is ours, and
 * whatever Avro made the client's description of it does not matter. Not thread-safe; one for each
 * connection.
 */
final class Handshake {
  private static final int BOTH = 0;
  private static final int CLIENT = 1;

  private boolean complete;

  /** Reads the client's part, if it is still to come; returns ours. */
  AvroWriter respond(AvroReader in) {
    AvroWriter out = new AvroWriter();
    if (complete) {
      return out;
    }
    in.readFixed(SinkProtocol.HASH_BYTES); // of the client's protocol
    if (in.readPresent()) {
      in.skipBytes(); // the client's protocol
    }
    boolean knowsOurs = Arrays.equals(in.readFixed(SinkProtocol.HASH_BYTES), SinkProtocol.hash());
    if (in.readPresent()) {
      in.skipMap();
    }
    complete = true;
    if (knowsOurs) {
      return out.writeLong(BOTH).writeLong(0).writeLong(0).writeLong(0);
    }
    return out.writeLong(CLIENT)
        .writeLong(1)
        .writeString(SinkProtocol.JSON)
        .writeLong(1)
        .writeFixed(SinkProtocol.hash())
        .writeLong(0);
  }
}
