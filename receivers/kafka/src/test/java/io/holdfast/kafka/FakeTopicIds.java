// SPDX-License-Identifier: Apache-2.0
package io.holdfast.kafka;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.Uuid;

/** Brokers that give each topic an id, another one after it was recreated. */
final class FakeTopicIds implements TopicIds {
  private final List<Set<String>> asked = new ArrayList<>();
  private RuntimeException failure;
  private int created = 1;

  void recreateTopics() {
    created++;
  }

  void failWith(RuntimeException failure) {
    this.failure = failure;
  }

  /** The topics of each question. */
  List<Set<String>> asked() {
    return asked;
  }

  /** The name that the partition of this number is to have now. */
  String name(int partition) {
    return id() + "-" + partition;
  }

  @Override
  public Map<String, Uuid> of(Collection<String> topics) {
    asked.add(Set.copyOf(topics));
    if (failure != null) {
      throw failure;
    }
    Map<String, Uuid> ids = new HashMap<>();
    topics.forEach(topic -> ids.put(topic, id()));
    return ids;
  }

  @Override
  public CompletableFuture<Map<String, Uuid>> ask(Collection<String> topics) {
    Map<String, Uuid> ids = new HashMap<>();
    topics.forEach(topic -> ids.put(topic, id()));
    return CompletableFuture.completedFuture(ids);
  }

  private Uuid id() {
    return new Uuid(0x1234_5678_9ABC_DEF0L, created);
  }
}
