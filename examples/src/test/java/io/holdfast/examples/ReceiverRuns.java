// SPDX-License-Identifier: Apache-2.0
package io.holdfast.examples;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.spark.scheduler.JobFailed;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobEnd;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.SparkListenerTaskStart;

/** Which of Spark's jobs and tasks hosts the receiver, and how earlier ones ended. Thread-safe. */
public final class ReceiverRuns extends SparkListener {
  private static final AtomicReference<ReceiverRuns> LAST = new AtomicReference<>();

  private final Map<Integer, Integer> stages = new ConcurrentHashMap<>();
  private final AtomicInteger cancelled = new AtomicInteger();
  private final AtomicInteger killed = new AtomicInteger();
  private volatile int job = -1;
  private volatile long task = -1;

  /** Public for Spark, which makes one for a job that has it in {@code spark.extraListeners}. */
  public ReceiverRuns() {
    LAST.set(this);
  }

  /** The one that was made last. */
  static ReceiverRuns last() {
    return LAST.get();
  }

  /** The last job that ran a receiver; -1 before the first. */
  int job() {
    return job;
  }

  /** The last task of it; -1 before the first. */
  long task() {
    return task;
  }

  /** How many jobs were cancelled. */
  int cancelled() {
    return cancelled.get();
  }

  /** How many tasks were killed. */
  int killed() {
    return killed.get();
  }

  @Override
  public void onJobStart(SparkListenerJobStart event) {
    String description = event.properties().getProperty("spark.job.description", "");
    if (description.startsWith("Streaming job running receiver")) {
      stages.put(event.stageInfos().head().stageId(), event.jobId());
      job = event.jobId();
    }
  }

  @Override
  public void onTaskStart(SparkListenerTaskStart event) {
    // A second attempt only tells Spark to schedule the receiver anew.
    if (stages.containsKey(event.stageId()) && event.taskInfo().attemptNumber() == 0) {
      task = event.taskInfo().taskId();
    }
  }

  @Override
  public void onTaskEnd(SparkListenerTaskEnd event) {
    if (stages.containsKey(event.stageId()) && event.taskInfo().killed()) {
      killed.incrementAndGet();
    }
  }

  @Override
  public void onJobEnd(SparkListenerJobEnd event) {
    if (stages.containsValue(event.jobId()) && event.jobResult() instanceof JobFailed) {
      cancelled.incrementAndGet();
    }
  }
}
