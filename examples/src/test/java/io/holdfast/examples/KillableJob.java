// SPDX-License-Identifier: Apache-2.0
package io.holdfast.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.core.crash.FilePlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.streaming.StreamingContext;
import org.apache.spark.streaming.StreamingContextState;
import picocli.CommandLine;
import scala.Tuple2;

/**
 * A job as its main runs it, with totals and a checkpoint, but in this JVM: so that its receiver
 * can be killed, and not its process, while a block of it is held where nobody has been answered
 * for it. One at a time.
 */
@SuppressWarnings("deprecation") // Spark deprecates its whole streaming API, and keeps it
final class KillableJob implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String RELEASED = "released";

  private final Path folder;
  private final SparkConf conf;
  private final CompletableFuture<Integer> exitCode = new CompletableFuture<>();
  private int plans;

  private KillableJob(Path folder) {
    this.folder = folder;
    conf = LocalSpark.conf(folder).set("spark.extraListeners", ReceiverRuns.class.getName());
  }

  /** Starts one; what it keeps goes into the folder. Returns when batches run. */
  static KillableJob start(Path folder, Callable<Integer> job, String... arguments) {
    KillableJob started = new KillableJob(folder);
    // Where a submission has put them when the main of a job begins.
    for (Tuple2<String, String> setting : started.conf.getAll()) {
      System.setProperty(setting._1(), setting._2());
    }
    Thread thread = new Thread(() -> started.run(job, arguments), "job");
    thread.setDaemon(true);
    thread.start();
    await("the job runs")
        .atMost(PATIENCE)
        .until(() -> started.exitCode.isDone() || StreamingContext.getActive().isDefined());
    return started;
  }

  private void run(Callable<Integer> job, String... arguments) {
    try {
      exitCode.complete(JobCommand.execute(new CommandLine(job), arguments));
    } catch (Throwable e) {
      exitCode.completeExceptionally(e);
    }
  }

  boolean isActive() {
    return StreamingContext.getActive().isDefined()
        && StreamingContext.getActive().get().getState() == StreamingContextState.ACTIVE;
  }

  /** What has become of its receivers. */
  ReceiverRuns runs() {
    return ReceiverRuns.last();
  }

  /** A block that is to be held at a point of its way. */
  static final class Held {
    private final Path plan;
    private final Path release;

    private Held(Path plan, Path release) {
      this.plan = plan;
      this.release = release;
    }

    /** Waits until it is there. */
    void awaitBlock() {
      await("a block is held").atMost(PATIENCE).until(() -> Files.exists(FilePlan.mark(plan, 1)));
    }

    /** Lets it go on. */
    void release() throws IOException {
      Files.createFile(release);
    }
  }

  /** Lets the nth block from now that comes to this point stay there until it is released. */
  Held hold(String point, int nth) throws IOException {
    plans++;
    Path plan = folder.resolve("plan-" + plans);
    Path release = folder.resolve(RELEASED + "-" + plans);
    Files.writeString(plan, "%s %d hang %s".formatted(point, nth, release.getFileName()));
    System.setProperty(FilePlan.KEY, plan.toString());
    return new Held(plan, release);
  }

  /**
   * Kills the receiver, as the UI does it (its job is cancelled, its thread goes on) or as a
   * scheduler does it (its task is killed, its thread interrupted); returns when there is another.
   */
  void killReceiver(boolean cancel) {
    await().atMost(PATIENCE).until(() -> runs().task() >= 0);
    long task = runs().task();
    SparkContext spark = StreamingContext.getActive().get().sparkContext();
    if (cancel) {
      spark.cancelJob(runs().job(), "test");
    } else {
      assertThat(spark.killTaskAttempt(task, true, "test")).isTrue();
    }
    await().atMost(PATIENCE).until(() -> runs().task() > task);
  }

  /** Stops it, and lets everything go that is held. */
  @Override
  public void close() throws Exception {
    try {
      System.clearProperty(FilePlan.KEY);
      for (int plan = 1; plan <= plans; plan++) {
        Files.write(folder.resolve(RELEASED + "-" + plan), new byte[0]);
      }
      if (StreamingContext.getActive().isDefined()) {
        StreamingContext.getActive().get().stop(true, false);
      }
      await().atMost(PATIENCE).until(exitCode::isDone);
      await().atMost(PATIENCE).until(() -> !LocalSpark.isAnyEngineAlive());
    } finally {
      Arrays.stream(conf.getAll()).forEach(setting -> System.clearProperty(setting._1()));
    }
  }
}
