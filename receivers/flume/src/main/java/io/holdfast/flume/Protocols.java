// SPDX-License-Identifier: Apache-2.0
package io.holdfast.flume;

import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Set;

/** Hashes of clients' protocols that were seen and are Flume's. Thread-safe. */
final class Protocols {
  /** A few releases of Flume; whoever comes after so many sends his protocol each time. */
  private static final int MAX = 100;

  private final Set<ByteBuffer> known = new HashSet<>();

  Protocols() {
    known.add(ByteBuffer.wrap(SourceProtocol.WIRE.hash()));
  }

  synchronized boolean isKnown(byte[] hash) {
    return known.contains(ByteBuffer.wrap(hash));
  }

  synchronized void add(byte[] hash) {
    if (known.size() < MAX) {
      known.add(ByteBuffer.wrap(hash));
    }
  }
}
