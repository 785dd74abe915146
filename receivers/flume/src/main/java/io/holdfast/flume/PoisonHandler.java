// SPDX-License-Identifier: Apache-2.0
package io.holdfast.flume;

import io.holdfast.core.SourceContext;

/** Is told of an event that cannot be delivered. */
interface PoisonHandler {

  /**
   * Handles the event of that index in its batch.
   *
   * @throws io.holdfast.core.PoisonException if it must not be left out
   */
  void poison(int index, FlumeEvent event, RuntimeException reason);

  /** One that leaves the decision about a batch of so many events to the session's policy. */
  static PoisonHandler of(SourceContext context, int count, String peer) {
    return (index, event, reason) ->
        context.poison(
            "event %d of a batch of %d from %s".formatted(index, count, peer),
            event.parts(),
            reason);
  }
}
