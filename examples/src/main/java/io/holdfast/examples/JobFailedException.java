// SPDX-License-Identifier: Apache-2.0
package io.holdfast.examples;

/** The job ran and failed. The cause is what Spark says, not cut to a sentence yet. */
final class JobFailedException extends Exception {
  private static final long serialVersionUID = 1L;

  JobFailedException(Throwable cause) {
    super(cause);
  }
}
