// SPDX-License-Identifier: Apache-2.0
/**
 * The engine under {@link io.holdfast.core.ReliableReceiver}; no promise to anybody outside core.
 *
 * <p>Read from the outside in: a {@link io.holdfast.core.internal.ReceiverEngine} runs one {@link
 * io.holdfast.core.internal.Session} after the other; a session polls its source through a {@link
 * io.holdfast.core.internal.PollDriver}, or lets it push through a {@link
 * io.holdfast.core.internal.PushDriver}, into a {@link io.holdfast.core.internal.BlockPipeline};
 * its {@link io.holdfast.core.internal.StoreLane} stores blocks through the {@link
 * io.holdfast.core.internal.SparkDoor}; what came back durable is committed, or answered by the
 * {@link io.holdfast.core.internal.AckLane}, in order.
 */
package io.holdfast.core.internal;
