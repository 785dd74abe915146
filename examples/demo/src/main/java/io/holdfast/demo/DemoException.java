// SPDX-License-Identifier: Apache-2.0
package io.holdfast.demo;

import java.io.Serial;

/** Why the demo ends without having counted all input; the message is a sentence for a person. */
final class DemoException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  DemoException(String message) {
    super(message);
  }

  DemoException(String message, Throwable cause) {
    super(message, cause);
  }
}
