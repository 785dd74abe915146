// SPDX-License-Identifier: Apache-2.0
package io.holdfast.kafka;

import java.util.Collection;
import java.util.Map;
import org.apache.kafka.common.Uuid;

/**
 * Tells topics of the same name apart: a topic that is deleted and created again counts from 0
 * again, and has another id.
 */
@FunctionalInterface
interface TopicIds {

  /**
   * The ids that these topics have now. Blocks, for a bounded time.
   *
   * @throws IllegalStateException if a topic's id cannot be had; the message says why
   */
  Map<String, Uuid> of(Collection<String> topics) throws InterruptedException;
}
