// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core;

/**
 * The job as it is configured would lose data, hang or never run. The message has a line for each
 * reason, which says what to change. Thrown on the driver before any receiver is launched.
 */
public final class PreflightException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** An exception with a sentence a line. */
  public PreflightException(String sentences) {
    super(sentences);
  }
}
