// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core;

import java.io.Serializable;
import java.util.OptionalLong;

/**
 * What a job has processed, by positions: kept by a sink that commits its results and their
 * positions together, and asked by sources where to begin. Given to {@link ReceiverStreams#create}.
 *
 * <p>A source's own commits say what is durable. They say nothing of what became of it: a driver
 * that another one has superseded may still have receivers that commit records which no result will
 * ever hold. Therefore each start of a job's context takes the next <em>epoch</em>, a source keeps
 * the epoch beside its commits, and where it finds another one than its own it asks here.
 *
 * <p>Serializable by Java and, if the job's serializer is Kryo, by Kryo: a copy travels with each
 * receiver. It must hold nothing live, and connect when it is asked.
 */
public interface ProcessedPositions extends Serializable {

  /**
   * Takes the next epoch, and from then on watches whether a later start takes another. Called on
   * the driver each time the job's context starts, also after a recovery, before its receivers are
   * launched; once for each stream, so it returns the same epoch until the application is another.
   * May block; what it throws, the start throws.
   *
   * @return at least 1, and more than any epoch that was taken before
   */
  long begin(RunningJob job);

  /**
   * Where a source has to begin for nothing to be missed: the end of the lowest range that was
   * processed. Called on executors, by session threads. May block, for a bounded time.
   *
   * @param partition the name of one numbering, as in {@link PositionRange}
   * @return empty if nothing of the partition was processed
   * @throws Exception if it cannot be told now; the session ends, and the next one asks again
   */
  OptionalLong resumeAt(String partition) throws Exception;
}
