// SPDX-License-Identifier: Apache-2.0
package io.holdfast.socket;

/** One frame of RELP as it came. */
final class RelpFrame {
  private static final int LAST_TRANSACTION = 999_999_999;

  private final int transaction;
  private final String command;
  private final byte[] data;
  private final boolean cut;

  RelpFrame(int transaction, String command, byte[] data, boolean cut) {
    this.transaction = transaction;
    this.command = command;
    this.data = data;
    this.cut = cut;
  }

  /** The number of the frame after the one with this number. */
  static int transactionAfter(int transaction) {
    return transaction == LAST_TRANSACTION ? 1 : transaction + 1;
  }

  /** The number that its answer bears; 0 for a hint, which gets none. */
  int transaction() {
    return transaction;
  }

  String command() {
    return command;
  }

  byte[] data() {
    return data;
  }

  /** Whether there were more data than a frame may have, and these are their beginning. */
  boolean isCut() {
    return cut;
  }
}
