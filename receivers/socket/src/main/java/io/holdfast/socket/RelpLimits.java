// SPDX-License-Identifier: Apache-2.0
package io.holdfast.socket;

import java.io.Serializable;

/** What one client may take. Immutable, and serializable by Java and by Kryo. */
final class RelpLimits implements Serializable {
  private static final long serialVersionUID = 1L;

  private final int connections;
  private final int messageBytes;
  private final LargeMessagePolicy largeMessages;
  private final int unansweredMessages;
  private final long unansweredBytes;
  private final int batchMessages;
  private final long batchBytes;
  private final long handshakeMillis;
  private final int sendBufferBytes;

  RelpLimits(
      int connections,
      int messageBytes,
      LargeMessagePolicy largeMessages,
      int unansweredMessages,
      long unansweredBytes,
      int batchMessages,
      long batchBytes,
      long handshakeMillis,
      int sendBufferBytes) {
    this.connections = connections;
    this.messageBytes = messageBytes;
    this.largeMessages = largeMessages;
    this.unansweredMessages = unansweredMessages;
    this.unansweredBytes = unansweredBytes;
    this.batchMessages = batchMessages;
    this.batchBytes = batchBytes;
    this.handshakeMillis = handshakeMillis;
    this.sendBufferBytes = sendBufferBytes;
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

  /** 0 for the system's default. */
  int sendBufferBytes() {
    return sendBufferBytes;
  }
}
