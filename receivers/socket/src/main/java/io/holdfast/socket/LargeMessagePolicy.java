// SPDX-License-Identifier: Apache-2.0
package io.holdfast.socket;

/** What becomes of a message that is larger than the receiver takes. */
public enum LargeMessagePolicy {
  /** Its beginning is the message, and it is counted as {@code messages.cut}. */
  TRUNCATE,
  /**
   * The connection is closed, and nothing of it is read. A sender such as rsyslog connects anew and
   * sends it again, for ever: for senders that are known to send no such message.
   */
  DISCONNECT
}
