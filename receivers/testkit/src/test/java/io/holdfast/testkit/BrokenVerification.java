// SPDX-License-Identifier: Apache-2.0
package io.holdfast.testkit;

import io.holdfast.core.ReceiverSettings;
import io.holdfast.core.ReliableReceiver;

/** The kit on whichever broken receiver is its turn; run by {@link BrokenReceiversTest}. */
class BrokenVerification extends ReceiverVerification<Object> {
  private static volatile Broken current;

  static void turnOf(Broken broken) {
    current = broken;
  }

  @Override
  protected ExternalSystem<Object> startSystem() {
    return erased(current.system());
  }

  @SuppressWarnings("unchecked") // the kit only compares records
  private static ExternalSystem<Object> erased(ExternalSystem<?> system) {
    return (ExternalSystem<Object>) system;
  }

  @Override
  @SuppressWarnings("unchecked") // as above
  protected ReliableReceiver<Object> createReceiver(
      ExternalSystem<Object> system, ReceiverSettings settings) {
    return (ReliableReceiver<Object>) current.receiver(system, settings);
  }

  @Override
  protected Capabilities capabilities() {
    return current.capabilities();
  }
}
