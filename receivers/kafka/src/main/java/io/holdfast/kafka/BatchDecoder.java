// SPDX-License-Identifier: Apache-2.0
package io.holdfast.kafka;

import io.holdfast.core.RecordBatch;
import io.holdfast.core.SourceContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;

/** Makes one batch of what one poll brought. */
final class BatchDecoder<T> {
  /** What a record takes beside its payload: the object, its array, its place in the list. */
  static final int RECORD_OVERHEAD_BYTES = 64;

  private final RecordDecoder<T> decoder;
  private final SourceContext context;

  BatchDecoder(RecordDecoder<T> decoder, SourceContext context) {
    this.decoder = decoder;
    this.context = context;
  }

  /**
   * The records in the order of their offsets, partition after partition, without those that were
   * skipped as poison.
   *
   * @throws io.holdfast.core.PoisonException if poison is not to be skipped
   */
  RecordBatch<T> decode(ConsumerRecords<byte[], byte[]> polled) throws InterruptedException {
    if (polled.isEmpty()) {
      return RecordBatch.empty();
    }
    List<T> decoded = new ArrayList<>(polled.count());
    Consumer<T> out = record -> decoded.add(Objects.requireNonNull(record, "a decoded record"));
    long payload = 0;
    for (TopicPartition partition : polled.partitions()) {
      for (ConsumerRecord<byte[], byte[]> record : polled.records(partition)) {
        int before = decoded.size();
        decode(record, decoded, out);
        if (decoded.size() > before) {
          payload += payload(record);
        }
      }
    }
    return RecordBatch.of(decoded, payload + (long) RECORD_OVERHEAD_BYTES * decoded.size());
  }

  private void decode(
      ConsumerRecord<byte[], byte[]> record, List<T> decoded, Consumer<? super T> out)
      throws InterruptedException {
    int before = decoded.size();
    try {
      decoder.decode(record, out);
    } catch (InterruptedException e) {
      throw e; // the session is being given up, and the record is not to blame
    } catch (Exception e) {
      decoded.subList(before, decoded.size()).clear();
      context.poison(
          "topic %s, partition %d, offset %d"
              .formatted(record.topic(), record.partition(), record.offset()),
          e);
    }
  }

  private static int payload(ConsumerRecord<byte[], byte[]> record) {
    // Kafka says -1 for what is null.
    return Math.max(0, record.serializedKeySize()) + Math.max(0, record.serializedValueSize());
  }
}
