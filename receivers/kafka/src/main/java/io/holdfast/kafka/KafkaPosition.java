// SPDX-License-Identifier: Apache-2.0
package io.holdfast.kafka;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** Where the consumer stood after a poll, in each partition that the poll moved it in. */
final class KafkaPosition {
  private final Map<OwnedPartition, OffsetAndMetadata> offsets;

  /** Takes the map as it is. */
  KafkaPosition(Map<OwnedPartition, OffsetAndMetadata> offsets) {
    this.offsets = offsets;
  }

  /** Whether the poll did not move the consumer in any partition. */
  boolean isEmpty() {
    return offsets.isEmpty();
  }

  /**
   * What to commit for these positions, which are in the order of their polls: the last offset of
   * each partition that is still owned.
   */
  static Map<OwnedPartition, OffsetAndMetadata> toCommit(List<KafkaPosition> positions) {
    Map<OwnedPartition, OffsetAndMetadata> last = new HashMap<>();
    for (KafkaPosition position : positions) {
      position.offsets.forEach(
          (owned, offset) -> {
            if (!owned.isRevoked()) {
              last.put(owned, owned.commit(offset));
            }
          });
    }
    return last;
  }

  @Override
  public String toString() {
    Map<TopicPartition, Long> readable = new HashMap<>();
    offsets.forEach((owned, offset) -> readable.put(owned.partition(), offset.offset()));
    return readable.toString();
  }
}
