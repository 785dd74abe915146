// SPDX-License-Identifier: Apache-2.0
package io.holdfast.socket;

/** Bytes that are no RELP; the message says where and why, and shows none of them. */
final class MalformedFrameException extends Exception {
  private static final long serialVersionUID = 1L;

  /**
   * Ends a connection.
   *
   * @param position how many bytes of the connection came before what is wrong
   */
  MalformedFrameException(long position, String reason) {
    super("byte %d: %s".formatted(position, reason));
  }
}
