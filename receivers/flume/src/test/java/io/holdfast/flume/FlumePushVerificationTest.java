// SPDX-License-Identifier: Apache-2.0
package io.holdfast.flume;

import io.holdfast.core.ReceiverSettings;
import io.holdfast.core.ReliableReceiver;
import io.holdfast.testkit.Capabilities;
import io.holdfast.testkit.ExternalSystem;
import io.holdfast.testkit.PushingClients;
import io.holdfast.testkit.ReceiverVerification;

/** The push receiver obeys the laws. */
class FlumePushVerificationTest extends ReceiverVerification<FlumeEvent> {

  @Override
  protected ExternalSystem<FlumeEvent> startSystem() {
    return new PushClients(2);
  }

  @Override
  protected ReliableReceiver<FlumeEvent> createReceiver(
      ExternalSystem<FlumeEvent> system, ReceiverSettings settings) {
    String name = ((PushClients) system).name();
    return FlumePushReceiver.builder()
        .host("127.0.0.1")
        .port(0)
        .maxFrameBytes(1 << 20)
        .onBind((host, port) -> PushingClients.listening(name, port))
        .settings(settings)
        .build();
  }

  @Override
  protected Capabilities capabilities() {
    return Capabilities.all().withoutMalformed().withShortMatrix().withAnswers().withFrameLimit();
  }
}
