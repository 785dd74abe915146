// SPDX-License-Identifier: Apache-2.0
package io.holdfast.benchmarks;

import io.holdfast.core.Positioned;
import io.holdfast.core.ReliableReceiver;
import io.holdfast.kafka.KafkaReceiver;
import io.holdfast.kafka.KafkaReceiverBuilder;

/** One way for a topic into Spark. */
enum Contender {
  PLAIN("plain", false, false),
  POSITIONED("positioned", false, true),
  WAL("plain, WAL", true, false),
  POSITIONED_WAL("positioned, WAL", true, true);

  private final String label;
  private final boolean log;
  private final boolean positioned;

  Contender(String label, boolean log, boolean positioned) {
    this.label = label;
    this.log = log;
    this.positioned = positioned;
  }

  String label() {
    return label;
  }

  /** Whether the job keeps a write-ahead log. */
  boolean hasLog() {
    return log;
  }

  /** A receiver of the values as they are, in a consumer group of its own. */
  ReliableReceiver<?> receiver(KafkaTopic topic, String group) {
    KafkaReceiverBuilder<byte[]> builder =
        KafkaReceiver.<byte[]>builder((record, out) -> out.accept(record.value()))
            .bootstrapServers(topic.bootstrap())
            .groupId(group)
            .topics(topic.name());
    if (positioned) {
      ReliableReceiver<Positioned<byte[]>> receiver = builder.buildPositioned();
      return receiver;
    }
    return builder.build();
  }
}
