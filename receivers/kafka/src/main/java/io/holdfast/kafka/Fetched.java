// SPDX-License-Identifier: Apache-2.0
package io.holdfast.kafka;

import io.holdfast.core.PositionRange;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;

/** What one poll brought, and where the consumer stood right after it. */
final class Fetched {
  private final ConsumerRecords<byte[], byte[]> records;
  private final KafkaPosition position;
  private final List<Stretch> stretches;

  Fetched(
      ConsumerRecords<byte[], byte[]> records, KafkaPosition position, List<Stretch> stretches) {
    this.records = records;
    this.position = position;
    this.stretches = stretches;
  }

  ConsumerRecords<byte[], byte[]> records() {
    return records;
  }

  KafkaPosition position() {
    return position;
  }

  /** Whether it brought neither records nor news of where the consumer stands. */
  boolean isNothing() {
    return records.isEmpty() && position.isEmpty();
  }

  /**
   * What it covers of each partition that has a name by now. One that has none was taken away
   * before it got one.
   */
  Map<TopicPartition, PositionRange> covered() {
    Map<TopicPartition, PositionRange> covered = new HashMap<>();
    for (Stretch stretch : stretches) {
      if (stretch.partition().name() != null) {
        covered.put(stretch.partition().partition(), stretch.range());
      }
    }
    return covered;
  }
}
