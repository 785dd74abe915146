// SPDX-License-Identifier: Apache-2.0
package io.holdfast.kafka;

import java.time.Duration;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.Consumer;

/** All partitions of all topics whose names match, shared with the other members of the group. */
final class PatternSubscription implements Subscription {
  private static final long serialVersionUID = 1L;

  /** Not a Pattern, which Kryo would have to be taught. */
  private final String pattern;

  PatternSubscription(String pattern) {
    this.pattern = pattern;
  }

  @Override
  public void check(Consumer<?, ?> consumer, String bootstrapServers, Duration timeout) {
    TopicCheck.requireMatch(consumer, bootstrapServers, Pattern.compile(pattern), timeout);
  }

  /** A topic that matches may be created at any time. */
  @Override
  public void checkAtOpen(Consumer<?, ?> consumer, String bootstrapServers, Duration timeout) {
    TopicCheck.requireBroker(consumer, bootstrapServers, timeout);
  }

  @Override
  public void begin(Consumer<?, ?> consumer, OwnedPartitions partitions) {
    consumer.subscribe(Pattern.compile(pattern), partitions);
  }

  @Override
  public String toString() {
    return "topics like " + pattern;
  }
}
