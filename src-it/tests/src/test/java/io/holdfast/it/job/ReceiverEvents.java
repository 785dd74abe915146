// SPDX-License-Identifier: Apache-2.0
package io.holdfast.it.job;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.apache.spark.streaming.scheduler.ReceiverInfo;
import org.apache.spark.streaming.scheduler.StreamingListener;
import org.apache.spark.streaming.scheduler.StreamingListenerReceiverError;
import org.apache.spark.streaming.scheduler.StreamingListenerReceiverStarted;
import org.apache.spark.streaming.scheduler.StreamingListenerReceiverStopped;

/**
 * Appends what Spark says of the receivers to a file, a line each: the time in milliseconds, what
 * happened, the number of the stream, and the id of the executor. Thread-safe.
 */
public final class ReceiverEvents implements StreamingListener {
  /** Where the lines go. */
  public static final String FILE = "receivers";

  private final Path file;
  private final ReceiverTasks tasks = new ReceiverTasks(this);

  ReceiverEvents(Path folder) {
    file = folder.resolve(FILE);
  }

  /** What the tasks that host receivers tell. */
  ReceiverTasks tasks() {
    return tasks;
  }

  @Override
  public void onReceiverStarted(StreamingListenerReceiverStarted event) {
    append("started", event.receiverInfo());
  }

  @Override
  public void onReceiverError(StreamingListenerReceiverError event) {
    append("error", event.receiverInfo());
  }

  @Override
  public void onReceiverStopped(StreamingListenerReceiverStopped event) {
    append("stopped", event.receiverInfo());
  }

  private void append(String event, ReceiverInfo receiver) {
    append(event, receiver.streamId(), receiver.executorId());
  }

  synchronized void append(String event, int stream, String executor) {
    String line = "%d %s %d %s%n".formatted(System.currentTimeMillis(), event, stream, executor);
    try {
      Files.writeString(file, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
