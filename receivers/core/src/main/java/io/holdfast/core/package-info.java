// SPDX-License-Identifier: Apache-2.0
/**
 * Reliable receivers for Spark Streaming: the API that a receiver's author and a job's author see.
 *
 * <p>An author subclasses {@link io.holdfast.core.ReliableReceiver} and implements one {@link
 * io.holdfast.core.Source}; a job hands the receiver to {@link io.holdfast.core.ReceiverStreams}.
 * Everything under {@code internal} may change at any time.
 */
package io.holdfast.core;
