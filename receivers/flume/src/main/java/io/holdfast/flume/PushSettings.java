// SPDX-License-Identifier: Apache-2.0
package io.holdfast.flume;

import java.io.Serializable;
import java.util.Optional;

/** What a receiver's server is to do. Immutable; checked by the builder of the receiver. */
final class PushSettings implements Serializable {
  private static final long serialVersionUID = 1L;

  final String host;
  final int firstPort;
  final int lastPort;
  final int ioThreads;
  final int maxConnections;
  final int maxFrameBytes;
  final long maxBufferedBytes;
  final int maxBatchEvents;
  final long frameTimeoutMillis;
  final boolean deflate;

  /** Null if there is none; an Optional cannot travel. */
  private final TlsSettings tls;

  PushSettings(FlumePushReceiver.Builder builder) {
    host = builder.host;
    firstPort = builder.firstPort;
    lastPort = builder.lastPort;
    ioThreads = builder.ioThreads;
    maxConnections = builder.maxConnections;
    maxFrameBytes = builder.maxFrameBytes;
    maxBufferedBytes = builder.maxBufferedBytes;
    maxBatchEvents = builder.maxBatchEvents;
    frameTimeoutMillis = builder.frameTimeout.toMillis();
    deflate = builder.deflate;
    tls = builder.tls;
  }

  Optional<TlsSettings> tls() {
    return Optional.ofNullable(tls);
  }

  @Override
  public String toString() {
    return host + ":" + firstPort + (lastPort == firstPort ? "" : "-" + lastPort);
  }
}
