// SPDX-License-Identifier: Apache-2.0
package io.holdfast.kafka;

import java.io.Serializable;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Makes none, one or many records out of one Kafka record. A lambda will do.
 *
 * <p>It travels with the receiver, and one instance serves one session after the other, so it
 * should keep no state between calls.
 *
 * @param <T> the type of the records
 */
@FunctionalInterface
public interface RecordDecoder<T> extends Serializable {

  /**
   * Decodes one Kafka record. Called by the session thread for each record of the topics, in the
   * order of their offsets within a partition; must not block. The offset counts as read whatever
   * comes out. An exception makes the Kafka record poison, and nothing that was made of it before
   * the exception is kept.
   *
   * @param record a Kafka record; its value is null if it is a tombstone
   * @param out takes the records in their order; they must not be null, nor change afterwards
   */
  void decode(ConsumerRecord<byte[], byte[]> record, Consumer<? super T> out) throws Exception;
}
