// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal;

import com.codahale.metrics.MetricRegistry;
import io.holdfast.core.Durability;
import io.holdfast.core.ProcessedPositions;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;

/**
 * The one door from the engine to Spark. Thread-safe.
 *
 * @param <T> the type of the records
 */
public interface SparkDoor<T> {

  /** The number of the input stream. */
  int streamId();

  /**
   * Stores a block and tells the driver of it. Blocks until both are done; returns normally only
   * then. After an exception the outcome is unknown: the block may be there, or may yet appear.
   *
   * @param metadata what the driver is told of the block; serializable, with value equality
   */
  void store(long blockId, BlockContent<T> content, Object metadata) throws Exception;

  /** How records are packed, so that what reads a block can read them. Never changes. */
  default Packing packing() {
    return Packing.WITHOUT_CODEC;
  }

  /**
   * Whether what is received from now on could be recovered: the source is not opened before. May
   * block on a file system; an exception is a no.
   */
  boolean isReady() throws Exception;

  /**
   * Whether the job is told to quiesce: to drain, to close, and to receive nothing more. May block
   * on a file system; an exception is a no.
   */
  boolean isQuiesced() throws Exception;

  /**
   * Whether a block may be stored now, or would not be as durable as it should; asked before each
   * block, and the source is kept waiting as if the budget were full.
   */
  boolean mayStore();

  /** The epoch of the job's start; 0 if nobody counts them. */
  default long epoch() {
    return 0;
  }

  /** What the job has processed; empty if nobody keeps that. */
  default Optional<ProcessedPositions> processed() {
    return Optional.empty();
  }

  /** What a block survives once {@link #store} has returned; never changes. */
  Durability durability();

  /**
   * Shows the receiver's metrics in Spark's. Does not block, does not throw.
   *
   * @return takes them out again; any thread, any number of times
   */
  Runnable publish(MetricRegistry metrics);

  /** The live limit in records per second; {@link Long#MAX_VALUE} if there is none. */
  long rateLimit();

  /** How the job reaches Hadoop's file systems. */
  Configuration hadoopConfiguration();

  /**
   * Whether Spark has given up the task that hosts the receiver, or its executor; then another one
   * may be live.
   */
  boolean isCancelled();

  /** Lets a cancelled task return, once nothing of the receiver runs in it any more. */
  void leaveTask();

  /** Shows an error in Spark's UI and in the driver's log. Does not block, does not throw. */
  void reportError(String message, Throwable cause);
}
