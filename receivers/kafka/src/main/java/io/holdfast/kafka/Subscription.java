// SPDX-License-Identifier: Apache-2.0
package io.holdfast.kafka;

import java.io.Serializable;
import java.time.Duration;
import org.apache.kafka.clients.consumer.Consumer;

/** Which partitions a receiver reads. Travels with it. */
interface Subscription extends Serializable {

  /**
   * Returns if there is something to read.
   *
   * @param timeout how long a broker may take to answer
   * @throws IllegalStateException if not; the message says what to do
   */
  void check(Consumer<?, ?> consumer, String bootstrapServers, Duration timeout);

  /** As {@link #check}, by a receiver: what may appear later need not be there. */
  default void checkAtOpen(Consumer<?, ?> consumer, String bootstrapServers, Duration timeout) {
    check(consumer, bootstrapServers, timeout);
  }

  /** Lets the consumer have the partitions, or join the group that gives them to it. */
  void begin(Consumer<?, ?> consumer, OwnedPartitions partitions);
}
