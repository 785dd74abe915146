// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal.spark;

import io.holdfast.core.internal.SparkDoor;
import java.util.Iterator;
import org.apache.spark.TaskContext;
import org.apache.spark.storage.StreamBlockId;
import org.apache.spark.streaming.receiver.Receiver;
import org.apache.spark.streaming.receiver.ReceiverSupervisor;
import scala.Some;
import scala.collection.JavaConverters;

/** The door that a receiver's supervisor is. */
public final class SupervisorDoor<T> implements SparkDoor<T> {
  private final int streamId;
  private final ReceiverSupervisor supervisor;

  /** The task that hosts the receiver; null where there is none, as after a restart by Spark. */
  private final TaskContext task;

  /** The door of a receiver that Spark is starting; to be made by the thread that starts it. */
  public SupervisorDoor(Receiver<T> receiver, TaskContext task) {
    streamId = receiver.streamId();
    supervisor = receiver.supervisor();
    this.task = task;
  }

  @Override
  public int streamId() {
    return streamId;
  }

  /** Stores through pushIterator, the one way that takes an id of ours and counts the records. */
  @Override
  public void store(long blockId, Iterator<T> records, Object metadata) {
    supervisor.pushIterator(
        JavaConverters.asScalaIterator(records),
        new Some<>(metadata),
        new Some<>(new StreamBlockId(streamId, blockId)));
  }

  /** Zero or less means unlimited, as Spark documents; its own limiter throws then. */
  @Override
  public long rateLimit() {
    try {
      long limit = supervisor.getCurrentRateLimit();
      return limit > 0 ? limit : Long.MAX_VALUE;
    } catch (IllegalArgumentException e) {
      return Long.MAX_VALUE;
    }
  }

  @Override
  public boolean isCancelled() {
    return task != null && (task.isInterrupted() || task.isCompleted());
  }

  @Override
  public void reportError(String message, Throwable cause) {
    supervisor.reportError(message, cause == null ? new RuntimeException(message) : cause);
  }
}
