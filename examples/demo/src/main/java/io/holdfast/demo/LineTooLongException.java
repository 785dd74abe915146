// SPDX-License-Identifier: Apache-2.0
package io.holdfast.demo;

import java.io.IOException;
import java.io.Serial;

/** A line of the input is longer than the source takes. */
final class LineTooLongException extends IOException {
  @Serial private static final long serialVersionUID = 1L;

  LineTooLongException(long line, int longest) {
    super("line %,d is longer than %,d bytes; split it".formatted(line, longest));
  }
}
