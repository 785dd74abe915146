// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal;

/** A method of the source threw, or broke its contract; the message names the method. */
final class SourceFailure extends Exception {
  private static final long serialVersionUID = 1L;

  SourceFailure(String method, Throwable cause) {
    super("the source's " + method + " threw " + cause, cause);
  }

  SourceFailure(String method, String breach) {
    super("the source's " + method + " " + breach);
  }
}
