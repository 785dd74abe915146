// SPDX-License-Identifier: Apache-2.0
package io.holdfast.parts;

import java.io.Serial;

/**
 * A part could not be started, or is not what it should be. The message is meant for a person: it
 * says what happened and, where a process is concerned, ends with the tail of that process's log.
 */
public class PartException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  /** Creates the exception with a sentence for a person. */
  public PartException(String message) {
    super(message);
  }

  /** Creates the exception with a sentence for a person and what led to it. */
  public PartException(String message, Throwable cause) {
    super(message, cause);
  }
}
