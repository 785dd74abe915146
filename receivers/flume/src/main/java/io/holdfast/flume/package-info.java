// SPDX-License-Identifier: Apache-2.0
/**
 * Reliable receivers for Flume: an agent forgets events only when they are durable in Spark.
 *
 * <p>{@link io.holdfast.flume.FlumePushReceiver} and {@link io.holdfast.flume.FlumePullReceiver}
 * are the entries.
 */
package io.holdfast.flume;
