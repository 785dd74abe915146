// SPDX-License-Identifier: Apache-2.0
package io.holdfast.testkit;

/** What a dead copy of a receiver gets from whatever it still tries. */
final class Killed extends RuntimeException {
  private static final long serialVersionUID = 1L;

  Killed() {
    super("this copy of the receiver was killed");
  }
}
