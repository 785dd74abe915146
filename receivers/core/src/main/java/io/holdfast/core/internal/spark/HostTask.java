// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal.spark;

import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.storage.BlockManager;
import org.apache.spark.util.TaskCompletionListener;

/** The task of Spark's that hosts a receiver. Thread-safe. */
public final class HostTask {
  private final TaskContext context;
  private final Thread thread;
  private boolean left;

  private HostTask(TaskContext context, Thread thread) {
    this.context = context;
    this.thread = thread;
  }

  /** The task that the calling thread runs; null if it runs none. */
  public static HostTask current() {
    TaskContext context = TaskContext.get();
    if (context == null) {
      return null;
    }
    HostTask task = new HostTask(context, Thread.currentThread());
    context.addTaskCompletionListener((TaskCompletionListener) completed -> task.leave());
    return task;
  }

  /**
   * Whether Spark has given the task up, so that another one may host the receiver, or the
   * executor: one that is being decommissioned takes no block any more, and waits for its tasks to
   * end.
   */
  boolean isCancelled() {
    return context.isInterrupted() || context.isCompleted() || isDecommissioned();
  }

  /** The only executor of a local master is none that could be left for another. */
  private static boolean isDecommissioned() {
    BlockManager blocks = SparkEnv.get().blockManager();
    return blocks.decommissioner().isDefined() && !blocks.blockManagerId().isDriver();
  }

  /**
   * Makes a cancelled task return, which gives its core back. Where a job is cancelled, Spark marks
   * the tasks of receivers and does not interrupt them: the thread would sleep until the JVM ends.
   * Where nothing is cancelled, the task fails, and Spark launches the receiver anew.
   */
  synchronized void release() {
    if (!left) { // the thread is one of a pool, and may run another task by now
      thread.interrupt();
    }
  }

  private synchronized void leave() {
    left = true;
  }
}
