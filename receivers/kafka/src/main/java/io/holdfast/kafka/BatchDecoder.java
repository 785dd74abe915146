// SPDX-License-Identifier: Apache-2.0
package io.holdfast.kafka;

import io.holdfast.core.PositionRange;
import io.holdfast.core.RecordBatch;
import io.holdfast.core.SourceContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;

/** Makes one batch of what one poll brought. */
final class BatchDecoder<T> {
  /** What a record takes beside its payload: the object, its array, its place in the list. */
  static final int RECORD_OVERHEAD_BYTES = 64;

  /** What a position adds: the object that holds it. The partition's name is shared. */
  static final int POSITION_OVERHEAD_BYTES = 32;

  private final Delivery<T> delivery;
  private final SourceContext context;

  BatchDecoder(Delivery<T> delivery, SourceContext context) {
    this.delivery = delivery;
    this.context = context;
  }

  boolean isPositioned() {
    return delivery.isPositioned();
  }

  /**
   * The records in the order of their offsets, partition after partition, without those that were
   * skipped as poison.
   *
   * @param covered what of each partition the poll covered; if records bear positions, those of a
   *     partition that is not in here are left out: it was taken away before its name was known,
   *     and its records come to whoever has it now
   * @throws io.holdfast.core.PoisonException if poison is not to be skipped
   */
  RecordBatch<T> decode(
      ConsumerRecords<byte[], byte[]> polled, Map<TopicPartition, PositionRange> covered)
      throws InterruptedException {
    if (polled.isEmpty() && covered.isEmpty()) {
      return RecordBatch.empty();
    }
    List<T> decoded = new ArrayList<>(polled.count());
    Delivery.Decoding decoding = delivery.into(decoded);
    long payload = 0;
    for (TopicPartition partition : polled.partitions()) {
      PositionRange range = covered.get(partition);
      if (range != null) {
        payload += decode(polled.records(partition), range.partition(), decoded, decoding);
      } else if (!isPositioned()) {
        payload += decode(polled.records(partition), null, decoded, decoding);
      }
    }
    return RecordBatch.of(
        decoded, payload + (long) overhead() * decoded.size(), new ArrayList<>(covered.values()));
  }

  private int overhead() {
    return RECORD_OVERHEAD_BYTES + (isPositioned() ? POSITION_OVERHEAD_BYTES : 0);
  }

  /** Says how many bytes of payload were made records. */
  private long decode(
      List<ConsumerRecord<byte[], byte[]>> records,
      String partition,
      List<T> decoded,
      Delivery.Decoding decoding)
      throws InterruptedException {
    long payload = 0;
    for (ConsumerRecord<byte[], byte[]> record : records) {
      int before = decoded.size();
      decode(record, partition, decoded, decoding);
      if (decoded.size() > before) {
        payload += payload(record);
      }
    }
    return payload;
  }

  private void decode(
      ConsumerRecord<byte[], byte[]> record,
      String partition,
      List<T> decoded,
      Delivery.Decoding decoding)
      throws InterruptedException {
    int before = decoded.size();
    try {
      decoding.decode(record, partition);
    } catch (InterruptedException e) {
      throw e; // the session is being given up, and the record is not to blame
    } catch (Exception e) {
      decoded.subList(before, decoded.size()).clear();
      context.poison(
          "topic %s, partition %d, offset %d"
              .formatted(record.topic(), record.partition(), record.offset()),
          parts(record),
          e);
    }
  }

  /** What the record was, with Kafka's words; a key or a value that is null stays one. */
  private static Map<String, byte[]> parts(ConsumerRecord<byte[], byte[]> record) {
    Map<String, byte[]> parts = new LinkedHashMap<>();
    parts.put("key", record.key());
    parts.put("value", record.value());
    return parts;
  }

  private static int payload(ConsumerRecord<byte[], byte[]> record) {
    // Kafka says -1 for what is null.
    return Math.max(0, record.serializedKeySize()) + Math.max(0, record.serializedValueSize());
  }
}
