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
  private final long handshakeMillis;
  private final int sendBufferBytes;

  RelpLimits(
      int connections,
      int messageBytes,
      LargeMessagePolicy largeMessages,
      int unansweredMessages,
      long unansweredBytes,
      long handshakeMillis,
      int sendBufferBytes) {
    this.connections = connections;
    this.messageBytes = messageBytes;
    this.largeMessages = largeMessages;
    this.unansweredMessages = unansweredMessages;
    this.unansweredBytes = unansweredBytes;
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

  long handshakeMillis() {
    return handshakeMillis;
  }

  /** 0 for the system's default. */
  int sendBufferBytes() {
    return sendBufferBytes;
  }
}
