// SPDX-License-Identifier: Apache-2.0
package io.holdfast.flume;

import io.holdfast.core.ReceiverSettings;
import io.holdfast.core.ReliableReceiver;
import io.holdfast.testkit.Capabilities;
import io.holdfast.testkit.ExternalSystem;
import io.holdfast.testkit.ReceiverVerification;

/** The pull receiver obeys the laws with the sink that agents have. */
class FlumePullRealSinkVerificationTest extends ReceiverVerification<FlumeEvent> {

  @Override
  protected ExternalSystem<FlumeEvent> startSystem() {
    return new RealSinks(2);
  }

  @Override
  protected ReliableReceiver<FlumeEvent> createReceiver(
      ExternalSystem<FlumeEvent> system, ReceiverSettings settings) {
    FlumePullReceiver.Builder builder =
        FlumePullReceiver.builder().maxBatchEvents(6).settings(settings);
    ((RealSinks) system).ports().forEach(port -> builder.sink("127.0.0.1", port));
    return builder.build();
  }

  @Override
  protected Capabilities capabilities() {
    return Capabilities.all().withoutMalformed().withShortMatrix();
  }
}
