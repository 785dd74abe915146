// SPDX-License-Identifier: Apache-2.0
package io.holdfast.examples;

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
}
