// SPDX-License-Identifier: Apache-2.0
package io.holdfast.kafka;

import java.io.Serializable;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * What is delivered of a Kafka record: what its decoder makes of it, or that with its position.
 * Travels with the receiver.
 *
 * @param <R> the type of the records that reach Spark
 */
interface Delivery<R> extends Serializable {

  /** Whether records bear positions, so that partitions need names and batches say their ranges. */
  boolean isPositioned();

  /** What adds to this list, for the records of one poll. */
  Decoding into(List<R> records);

  /** Adds what is delivered of one Kafka record after the other. */
  @FunctionalInterface
  interface Decoding {

    /**
     * Decodes one Kafka record.
     *
     * @param partition the name of the numbering that its offset belongs to; null if records bear
     *     no positions
     */
    void decode(ConsumerRecord<byte[], byte[]> record, String partition) throws Exception;
  }
}
