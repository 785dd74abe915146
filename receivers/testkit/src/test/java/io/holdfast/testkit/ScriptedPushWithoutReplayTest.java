// SPDX-License-Identifier: Apache-2.0
package io.holdfast.testkit;

import io.holdfast.core.ReceiverSettings;
import io.holdfast.core.ReliableReceiver;
import io.holdfast.core.Replay;

/** A receiver whose clients forget what they have sent obeys the laws that apply to it. */
class ScriptedPushWithoutReplayTest extends ReceiverVerification<String> {

  @Override
  protected ExternalSystem<String> startSystem() {
    return new ScriptedClients(2, false);
  }

  @Override
  protected ReliableReceiver<String> createReceiver(
      ExternalSystem<String> system, ReceiverSettings settings) {
    return new Forgetting((ScriptedClients) system, settings);
  }

  @Override
  protected Capabilities capabilities() {
    return Capabilities.all().withoutReplay();
  }

  private static final class Forgetting extends ServerReceiver {
    private static final long serialVersionUID = 1L;

    Forgetting(ScriptedClients clients, ReceiverSettings settings) {
      super(clients, settings);
    }

    @Override
    protected Replay replay() {
      return Replay.NONE;
    }
  }
}
