// SPDX-License-Identifier: Apache-2.0
package io.holdfast.socket;

import java.io.Serializable;

/** What one client may take. Immutable, and serializable by Java and by Kryo. */
final class RelpLimits implements Serializable {
  private static final long serialVersionUID = 1L;

  /** More in a batch costs no less for each message. */
  private static final int MAX_BATCH_MESSAGES = 1_000;

  private static final long MAX_BATCH_BYTES = 1L << 20;

  /** A batch finds room when so much of the budget is free. */
  private static final int BATCHES_IN_FLIGHT = 8;

  private final int connections;
  private final int messageBytes;
  private final LargeMessagePolicy largeMessages;
  private final int unansweredMessages;
  private final long unansweredBytes;
  private final long bufferedBytes;
  private final int batchMessages;
  private final long batchBytes;
  private final long handshakeMillis;
  private final long frameMillis;
  private final long writeMillis;
  private final int sendBufferBytes;

  RelpLimits(RelpReceiver.Builder<?> builder) {
    connections = builder.maxConnections;
    messageBytes = builder.maxMessageBytes;
    largeMessages = builder.largeMessages;
    unansweredMessages = builder.maxUnansweredMessages;
    unansweredBytes = builder.maxUnansweredBytes;
    bufferedBytes = builder.maxBufferedBytes;
    batchMessages = (int) share(MAX_BATCH_MESSAGES, builder.settings.maxInFlightRecords());
    batchBytes = share(MAX_BATCH_BYTES, builder.settings.maxInFlightBytes());
    handshakeMillis = builder.handshakeTimeout.toMillis();
    frameMillis = builder.frameTimeout.toMillis();
    writeMillis = builder.writeTimeout.toMillis();
    sendBufferBytes = builder.sendBufferBytes;
  }

  private static long share(long max, long inFlight) {
    return Math.max(1, Math.min(max, inFlight / BATCHES_IN_FLIGHT));
  }

  int connections() {
    return connections;
  }

  int messageBytes() {
    return messageBytes;
  }

  boolean truncates() {
    return largeMessages == LargeMessagePolicy.TRUNCATE;
  }

  int unansweredMessages() {
    return unansweredMessages;
  }

  long unansweredBytes() {
    return unansweredBytes;
  }

  /** Of all connections together, and not handed over yet. */
  long bufferedBytes() {
    return bufferedBytes;
  }

  /** How many messages go into Spark together, and records of them. */
  int batchMessages() {
    return batchMessages;
  }

  /** How many bytes of them. */
  long batchBytes() {
    return batchBytes;
  }

  long handshakeMillis() {
    return handshakeMillis;
  }

  /** For a frame that has begun to be complete. */
  long frameMillis() {
    return frameMillis;
  }

  /** For a client at its bound to read an answer. */
  long writeMillis() {
    return writeMillis;
  }

  /** 0 for the system's default. */
  int sendBufferBytes() {
    return sendBufferBytes;
  }
}
