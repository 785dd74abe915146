// SPDX-License-Identifier: Apache-2.0
package com.example.queue;

import io.holdfast.testkit.ExternalSystem;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** The queue, as the laws want to see it. */
final class QueueSystem implements ExternalSystem<String> {
  private final String name;
  private final WorkQueue queue;

  QueueSystem(String name) {
    this.name = name;
    queue = WorkQueue.create(name);
  }

  String name() {
    return name;
  }

  @Override
  public Optional<String> produce(int partition, String text) {
    queue.send(text);
    return Optional.of(text);
  }

  @Override
  public List<String> unacknowledged(int partition) {
    return queue.undeleted();
  }

  @Override
  public void sever() {
    queue.disconnectAll();
  }

  @Override
  public void refuse(boolean refuse) {
    queue.refuse(refuse);
  }

  @Override
  public OptionalInt connections() {
    return OptionalInt.of(queue.connections());
  }

  @Override
  public void close() {
    queue.delete();
  }
}
