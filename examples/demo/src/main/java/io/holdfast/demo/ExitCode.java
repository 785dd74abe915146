// SPDX-License-Identifier: Apache-2.0
package io.holdfast.demo;

/** What the exit codes of the demo mean. */
final class ExitCode {
  /** All input was counted, once. */
  static final int COUNTED = 0;

  /** Something went wrong, and a sentence says what. */
  static final int FAILED = 1;

  /** The arguments are wrong; nothing was started. */
  static final int USAGE = 2;

  /** All valid input was counted; lines that are not valid UTF-8 were skipped and named. */
  static final int SKIPPED = 3;

  private ExitCode() {}
}
