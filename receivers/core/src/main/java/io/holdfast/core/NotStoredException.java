// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core;

/** A submitted batch is not known to be durable: the sender must not be told that it is. */
public final class NotStoredException extends Exception {
  private static final long serialVersionUID = 1L;

  private final boolean ambiguous;

  /**
   * An exception for one batch.
   *
   * @param ambiguous whether the batch may have been stored all the same
   */
  public NotStoredException(String message, boolean ambiguous, Throwable cause) {
    super(message, cause);
    this.ambiguous = ambiguous;
  }

  /**
   * Whether the batch may have been stored all the same, so that it appears twice when it is sent
   * again; false if it surely was not.
   */
  public boolean isAmbiguous() {
    return ambiguous;
  }
}
