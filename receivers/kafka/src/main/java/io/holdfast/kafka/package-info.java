// SPDX-License-Identifier: Apache-2.0
/**
 * A reliable receiver for Kafka topics: offsets are committed to the consumer group only when the
 * records before them are durable in Spark.
 *
 * <p>{@link io.holdfast.kafka.KafkaReceiver} is the entry.
 */
package io.holdfast.kafka;
