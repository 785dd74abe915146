// SPDX-License-Identifier: Apache-2.0
package io.holdfast.flume;

import io.holdfast.core.Positioned;
import io.holdfast.core.ReceiverSettings;
import io.holdfast.core.ReliableReceiver;
import io.holdfast.testkit.Capabilities;
import io.holdfast.testkit.ExternalSystem;
import io.holdfast.testkit.ReceiverVerification;
import java.io.IOException;

/** The pull receiver obeys the laws. */
class FlumePullVerificationTest extends ReceiverVerification<Positioned<FlumeEvent>> {
  /** Less than what a law produces, so that more than one is under way. */
  private static final int BATCH = 6;

  @Override
  protected ExternalSystem<Positioned<FlumeEvent>> startSystem() throws IOException {
    return new PullSinks(2);
  }

  @Override
  protected ReliableReceiver<Positioned<FlumeEvent>> createReceiver(
      ExternalSystem<Positioned<FlumeEvent>> system, ReceiverSettings settings) {
    FlumePullReceiver.Builder builder =
        FlumePullReceiver.builder().maxBatchEvents(BATCH).maxFrameBytes(1 << 20).settings(settings);
    ((PullSinks) system).ports().forEach(port -> builder.sink("127.0.0.1", port));
    return builder.buildPositioned();
  }

  @Override
  protected Capabilities capabilities() {
    return Capabilities.all().withShortMatrix().withAnswers().withFrameLimit();
  }
}
