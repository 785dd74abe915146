// SPDX-License-Identifier: Apache-2.0
package io.holdfast.socket;

import io.holdfast.core.ReceiverSettings;
import io.holdfast.core.ReliableReceiver;
import io.holdfast.testkit.Capabilities;
import io.holdfast.testkit.ExternalSystem;
import io.holdfast.testkit.ReceiverVerification;

/** The server of RELP obeys the laws. */
class RelpVerificationTest extends ReceiverVerification<String> {

  @Override
  protected ExternalSystem<String> startSystem() {
    return new RelpClients(2);
  }

  @Override
  protected ReliableReceiver<String> createReceiver(
      ExternalSystem<String> system, ReceiverSettings settings) {
    return RelpReceiver.strings()
        .bind("127.0.0.1")
        .port(((RelpClients) system).port())
        .maxMessageBytes(200_000)
        .largeMessages(LargeMessagePolicy.DISCONNECT)
        .maxUnanswered(1_000, 1 << 20)
        .sendBufferBytes(4096)
        .settings(settings)
        .build();
  }

  @Override
  protected Capabilities capabilities() {
    return Capabilities.all().withShortMatrix().withAnswers().withFrameLimit();
  }
}
