// SPDX-License-Identifier: Apache-2.0
package io.holdfast.it.job;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.SparkListenerTaskStart;

/** Which of Spark's tasks host receivers. Thread-safe. */
final class ReceiverTasks extends SparkListener {
  private static final Pattern RECEIVER = Pattern.compile("Streaming job running receiver (\\d+)");

  private final ReceiverEvents events;
  private final Map<Integer, Integer> streams = new ConcurrentHashMap<>();
  private final Map<Long, Integer> running = new ConcurrentHashMap<>();

  ReceiverTasks(ReceiverEvents events) {
    this.events = events;
  }

  /** The tasks that run now. */
  Set<Long> running() {
    return Set.copyOf(running.keySet());
  }

  @Override
  public void onJobStart(SparkListenerJobStart event) {
    Matcher receiver =
        RECEIVER.matcher(event.properties().getProperty("spark.job.description", ""));
    if (receiver.find()) {
      streams.put(event.stageInfos().head().stageId(), Integer.parseInt(receiver.group(1)));
    }
  }

  @Override
  public void onTaskStart(SparkListenerTaskStart event) {
    Integer stream = streams.get(event.stageId());
    // A second attempt only tells Spark to schedule the receiver anew.
    if (stream != null && event.taskInfo().attemptNumber() == 0) {
      running.put(event.taskInfo().taskId(), stream);
    }
  }

  @Override
  public void onTaskEnd(SparkListenerTaskEnd event) {
    Integer stream = running.remove(event.taskInfo().taskId());
    if (stream != null && event.taskInfo().killed()) {
      events.append("killed", stream, event.taskInfo().executorId());
    }
  }
}
