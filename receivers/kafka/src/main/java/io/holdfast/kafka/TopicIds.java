// SPDX-License-Identifier: Apache-2.0
package io.holdfast.kafka;

import java.util.Collection;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.Uuid;

/**
 * Tells topics of the same name apart: a topic that is deleted and created again counts from 0
 * again, and has another id.
 */
@FunctionalInterface
interface TopicIds extends AutoCloseable {

  /**
   * The ids that these topics have now. Blocks, for a bounded time.
   *
   * @throws IllegalStateException if a topic's id cannot be had; the message says why
   */
  Map<String, Uuid> of(Collection<String> topics) throws InterruptedException;

  /**
   * The ids that these topics have soon, without those that cannot be had. Neither blocks nor
   * fails.
   */
  default CompletableFuture<Map<String, Uuid>> ask(Collection<String> topics) {
    return CompletableFuture.completedFuture(Map.of());
  }

  /** Leaves no client behind. */
  @Override
  default void close() {}
}
