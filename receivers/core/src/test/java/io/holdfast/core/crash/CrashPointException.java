// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.crash;

/** What a crash point throws that was told to. */
public final class CrashPointException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  CrashPointException(String message) {
    super(message);
  }
}
