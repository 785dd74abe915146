// SPDX-License-Identifier: Apache-2.0
/**
 * A reliable receiver for Flume: an agent's avro sink is answered OK only when its batch is durable
 * in Spark.
 *
 * <p>{@link io.holdfast.flume.FlumePushReceiver} is the entry.
 */
package io.holdfast.flume;
