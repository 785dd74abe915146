// SPDX-License-Identifier: Apache-2.0
package io.holdfast.testkit;

import io.holdfast.core.ReceiverSettings;
import io.holdfast.core.ReliableReceiver;

/** A receiver that is called, and does it right, obeys every law. */
class ScriptedPushTest extends ReceiverVerification<String> {

  @Override
  protected ExternalSystem<String> startSystem() {
    return new ScriptedClients(2, true);
  }

  @Override
  protected ReliableReceiver<String> createReceiver(
      ExternalSystem<String> system, ReceiverSettings settings) {
    return new ServerReceiver((ScriptedClients) system, settings);
  }
}
