// SPDX-License-Identifier: Apache-2.0
package io.holdfast.kafka;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import org.apache.kafka.common.Uuid;

/**
 * Notices that a topic was deleted and created again: its id is another one. A consumer would not
 * say so, and go on at the old offset in the new topic, if that is as long by then. Used by the
 * session thread only; does not wait for brokers.
 */
final class TopicWatch {
  /** How often the brokers are asked. */
  static final Duration INTERVAL = Duration.ofSeconds(10);

  private final TopicIds topicIds;
  private final LongSupplier nanoTime;
  private final Map<String, Uuid> seen = new HashMap<>();
  private CompletableFuture<Map<String, Uuid>> answer;
  private long askedNanos;

  TopicWatch(TopicIds topicIds, LongSupplier nanoTime) {
    this.topicIds = topicIds;
    this.nanoTime = nanoTime;
  }

  /**
   * Asks from time to time, and looks whether there is an answer.
   *
   * @throws RecreatedTopicException if one of the topics is another one
   */
  void look(Collection<String> topics) {
    if (answer != null && answer.isDone()) {
      Map<String, Uuid> ids = answer.join();
      answer = null;
      compare(ids);
    }
    boolean due = nanoTime.getAsLong() - askedNanos >= INTERVAL.toNanos();
    if (answer == null && !topics.isEmpty() && (due || !seen.keySet().containsAll(topics))) {
      askedNanos = nanoTime.getAsLong();
      answer = topicIds.ask(topics);
    }
  }

  /**
   * Compares ids with those seen before.
   *
   * @throws RecreatedTopicException if one of the topics is another one
   */
  void compare(Map<String, Uuid> ids) {
    for (Map.Entry<String, Uuid> topic : ids.entrySet()) {
      Uuid before = seen.putIfAbsent(topic.getKey(), topic.getValue());
      if (before != null && !before.equals(topic.getValue())) {
        throw new RecreatedTopicException(topic.getKey(), before, topic.getValue());
      }
    }
  }
}
