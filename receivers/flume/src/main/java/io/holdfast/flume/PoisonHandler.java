// SPDX-License-Identifier: Apache-2.0
package io.holdfast.flume;

/** Is told of an event that cannot be delivered. */
interface PoisonHandler {

  /**
   * Handles the event of that index in its batch.
   *
   * @throws io.holdfast.core.PoisonException if it must not be left out
   */
  void poison(int index, FlumeEvent event, RuntimeException reason);
}
