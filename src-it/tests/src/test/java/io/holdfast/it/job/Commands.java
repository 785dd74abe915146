// SPDX-License-Identifier: Apache-2.0
package io.holdfast.it.job;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.apache.spark.streaming.api.java.JavaStreamingContext;

/** What the job can be told, by a file of that name in its folder; each file once. */
@SuppressWarnings("deprecation") // Spark deprecates its whole streaming API, and keeps it
public final class Commands {
  /** Kills the tasks of all receivers, as a person can who looks at the page of a stage. */
  public static final String KILL_RECEIVERS = "kill-receivers";

  private static final long LOOK_MILLIS = 100;

  private final Path folder;
  private final JavaStreamingContext context;
  private final ReceiverTasks tasks;

  private Commands(Path folder, JavaStreamingContext context, ReceiverTasks tasks) {
    this.folder = folder;
    this.context = context;
    this.tasks = tasks;
  }

  static void obey(Path folder, JavaStreamingContext context, ReceiverTasks tasks) {
    Thread thread = new Thread(new Commands(folder, context, tasks)::run, "commands");
    thread.setDaemon(true);
    thread.start();
  }

  private void run() {
    try {
      while (true) {
        if (Files.deleteIfExists(folder.resolve(KILL_RECEIVERS))) {
          tasks
              .running()
              .forEach(task -> context.sparkContext().sc().killTaskAttempt(task, false, "a test"));
        }
        TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
