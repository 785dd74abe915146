// SPDX-License-Identifier: Apache-2.0
package io.holdfast.testkit;

import io.holdfast.core.ReceiverSettings;
import io.holdfast.core.ReliableReceiver;

/** A receiver that asks, and does it right, obeys every law. */
class ScriptedPullTest extends ReceiverVerification<String> {

  @Override
  protected ExternalSystem<String> startSystem() {
    return new ScriptedLog(2);
  }

  @Override
  protected ReliableReceiver<String> createReceiver(
      ExternalSystem<String> system, ReceiverSettings settings) {
    return new LogReceiver((ScriptedLog) system, settings);
  }
}
