// SPDX-License-Identifier: Apache-2.0
package io.holdfast.testkit;

import io.holdfast.core.ReceiverSettings;
import io.holdfast.core.ReliableReceiver;

/** A server of several clients, with answers and a limit of frames, obeys every law. */
class LinePushTest extends ReceiverVerification<String> {

  @Override
  protected ExternalSystem<String> startSystem() {
    return new LineClients(2);
  }

  @Override
  protected ReliableReceiver<String> createReceiver(
      ExternalSystem<String> system, ReceiverSettings settings) {
    return new LineReceiver((LineClients) system, settings);
  }

  @Override
  protected Capabilities capabilities() {
    return Capabilities.all().withoutMalformed().withShortMatrix().withAnswers().withFrameLimit();
  }
}
