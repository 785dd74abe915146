// SPDX-License-Identifier: Apache-2.0
package io.holdfast.socket;

import io.holdfast.core.ReceiverSettings;
import io.holdfast.core.ReliableReceiver;
import io.holdfast.testkit.Capabilities;
import io.holdfast.testkit.ExternalSystem;
import io.holdfast.testkit.ReceiverVerification;

/** The receiver of lines obeys the laws that are left without replay. */
class LineVerificationTest extends ReceiverVerification<String> {

  @Override
  protected ExternalSystem<String> startSystem() throws Exception {
    return new LineServer();
  }

  @Override
  protected ReliableReceiver<String> createReceiver(
      ExternalSystem<String> system, ReceiverSettings settings) {
    return LineReceiver.strings("127.0.0.1", ((LineServer) system).port())
        .settings(settings)
        .build();
  }

  @Override
  protected Capabilities capabilities() {
    return Capabilities.all().partitions(1).withoutReplay();
  }
}
