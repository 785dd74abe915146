// SPDX-License-Identifier: Apache-2.0
package io.holdfast.demo;

/** Why a feed does not go on. Thread-safe. */
final class FeedFailure {
  private String sentence;
  private boolean closed;

  /**
   * The first failure is the one to tell; after closing there is none, for then sending is meant to
   * fail.
   */
  synchronized void tell(String sentence) {
    if (this.sentence == null && !closed) {
      this.sentence = sentence;
    }
  }

  synchronized void close() {
    closed = true;
  }

  synchronized void throwIfAny() throws DemoException {
    if (sentence != null) {
      throw new DemoException(sentence);
    }
  }
}
