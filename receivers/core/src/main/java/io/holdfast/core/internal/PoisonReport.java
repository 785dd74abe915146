// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal;

/** The words in which an executor tells the driver of poison, the one thing both must agree on. */
public final class PoisonReport {
  private static final String FAIL = "Poison record, and the policy is FAIL: ";
  private static final String SKIP = "Poison record skipped: ";
  private static final String KEPT = "Poison record kept as a dead letter: ";
  private static final String LOST = "Poison record, and it could not be kept as a dead letter: ";

  private PoisonReport() {}

  static String fail(String position, Throwable reason) {
    return FAIL + position + ": " + reason;
  }

  static String skip(String position, Throwable reason) {
    return SKIP + position + ": " + reason;
  }

  static String kept(String position, Throwable reason) {
    return KEPT + position + ": " + reason;
  }

  static String notKept(String position, String directory, Throwable why) {
    return LOST
        + "%s; nothing could be written under the deadLetterDirectory %s (%s): let the receiver write there, or set another one"
            .formatted(position, directory, why);
  }

  /** Whether a receiver's error report asks the driver to stop the job. */
  public static boolean isFail(String report) {
    return report != null && (report.startsWith(FAIL) || report.startsWith(LOST));
  }
}
