// SPDX-License-Identifier: Apache-2.0
package com.example.queue;

import io.holdfast.core.ReceiverSettings;
import io.holdfast.core.ReliableReceiver;
import io.holdfast.testkit.Capabilities;
import io.holdfast.testkit.ExternalSystem;
import io.holdfast.testkit.ReceiverVerification;
import java.util.UUID;

/** The queue's receiver obeys the laws. */
class QueueReceiverTest extends ReceiverVerification<String> {

  @Override
  protected ExternalSystem<String> startSystem() {
    return new QueueSystem("queue-" + UUID.randomUUID());
  }

  @Override
  protected ReliableReceiver<String> createReceiver(
      ExternalSystem<String> system, ReceiverSettings settings) {
    return new QueueReceiver(((QueueSystem) system).name(), settings);
  }

  @Override
  protected Capabilities capabilities() {
    return Capabilities.all().partitions(1).withoutMalformed().withShortMatrix();
  }
}
