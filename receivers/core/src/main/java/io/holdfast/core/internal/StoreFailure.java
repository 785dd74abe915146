// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal;

/** A block was not stored, or nobody knows. */
final class StoreFailure extends Exception {
  private static final long serialVersionUID = 1L;

  StoreFailure(Throwable cause) {
    super("a block could not be stored, or its outcome is unknown: " + cause, cause);
  }
}
