// SPDX-License-Identifier: Apache-2.0
package io.holdfast.pipeline.totals;

/**
 * Totals cannot be kept as the job stands, and trying again would not help: a table has other
 * columns, a word or a total does not fit, access is denied. The batch fails and nothing of it is
 * in the totals. The message is a sentence for a person.
 */
public final class TotalsException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  TotalsException(String message, Throwable cause) {
    super(message, cause);
  }
}
