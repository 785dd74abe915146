// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core;

/**
 * A record could not be decoded and the policy is {@link PoisonPolicy#FAIL}, or it is {@link
 * PoisonPolicy#DEAD_LETTER} and the record could not be written. Thrown by {@link
 * SourceContext#poison} on the executor, and out of {@code awaitTermination} on the driver.
 */
public final class PoisonException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** An exception whose message names the position and the reason. */
  public PoisonException(String message) {
    super(message);
  }
}
