// SPDX-License-Identifier: Apache-2.0
package io.holdfast.examples;

import java.util.function.Supplier;

/**
 * The job cannot run as it was started. The message is one sentence that says what to change; it is
 * all that the person who started the job sees.
 */
final class BadConfigurationException extends Exception {
  private static final long serialVersionUID = 1L;

  BadConfigurationException(String sentence) {
    super(sentence);
  }

  BadConfigurationException(String sentence, Throwable cause) {
    super(sentence, cause);
  }

  /** What is made of what a person has given, who is told if it is no good. */
  static <T> T unlessRefused(Supplier<T> made) throws BadConfigurationException {
    try {
      return made.get();
    } catch (IllegalArgumentException e) {
      throw new BadConfigurationException(e.getMessage(), e);
    }
  }
}
