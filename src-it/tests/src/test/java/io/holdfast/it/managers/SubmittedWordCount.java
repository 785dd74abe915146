// SPDX-License-Identifier: Apache-2.0
package io.holdfast.it.managers;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.it.job.JobSource;
import io.holdfast.parts.ChildProcess;
import io.holdfast.parts.SparkDriver;
import io.holdfast.parts.SparkExecutor;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.awaitility.core.TerminalFailureException;

/**
 * A job of the examples on a manager, from its submission to its end; its checkpoint and its log
 * are on HDFS, its totals in a file of SQLite. Not thread-safe.
 */
final class SubmittedWordCount implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final int AFTER_SIGTERM = 128 + 15;
  private static final String ENDED_WELL = "exited successfully";

  private final Manager manager;
  private final ExampleJob job;
  private final int receivers;
  private final Clusters clusters;
  private final Console console;
  private final String arguments;
  private final String checkpoint;
  private final Path database;
  private ChildProcess process;

  /**
   * A job that is not submitted yet.
   *
   * @param source what it reads
   * @param folder its own, with a name that no other's has
   */
  SubmittedWordCount(
      Manager manager,
      ExampleJob job,
      int receivers,
      Clusters clusters,
      JobSource source,
      Path folder) {
    this.manager = manager;
    this.job = job;
    this.receivers = receivers;
    this.clusters = clusters;
    console = new Console(clusters.hadoop(), folder);
    arguments = job.arguments(source);
    checkpoint = "hdfs:///jobs/" + folder.getFileName();
    database = folder.resolve("totals.db");
  }

  /** Where its totals are. */
  Path database() {
    return database;
  }

  /** Starts a driver, when nothing is left of an earlier one; returns when it runs. */
  void submit() throws IOException, InterruptedException {
    Awaitility.await("what ran before has ended")
        .atMost(PATIENCE)
        .until(() -> executors().isEmpty() && drivers().isEmpty());
    process = console.start(command());
    if (manager.submitsOnly()) {
      assertThat(process.awaitExit(PATIENCE)).as(process.logTail()).isZero();
      Awaitility.await("the driver runs").atMost(PATIENCE).until(() -> !drivers().isEmpty());
    }
  }

  private ShownCommand command() throws IOException {
    ShownCommand command =
        manager
            .command(clusters)
            .job(job.className(), arguments)
            .option("--checkpoint", checkpoint)
            .option("--totals-jdbc", database.toString())
            .option("--batch", "2");
    if (receivers > 1) {
      command.option("--receivers", Integer.toString(receivers));
    }
    return job.hasReceivers() ? command : manager.unsupervised(command);
  }

  /** The process of the command, which is the driver's where the cluster runs none. */
  ChildProcess process() {
    return process;
  }

  /** The executors that live now. */
  List<SparkExecutor> executors() {
    return manager.executors(clusters);
  }

  private List<SparkDriver> drivers() {
    return manager.drivers(clusters);
  }

  /** The executors that live and on which receivers were started, in the order of these. */
  List<SparkExecutor> receiving() {
    List<SparkExecutor> living = executors();
    return IntStream.range(0, receivers)
        .mapToObj(stream -> living.stream().filter(each -> each.hasStartedReceiver(stream)))
        .flatMap(started -> started.findAny().stream())
        .toList();
  }

  /** Waits for a condition as long as the job lives. */
  void await(String what, Callable<Boolean> condition) {
    try {
      Awaitility.await(what)
          .atMost(PATIENCE)
          .pollInterval(Duration.ofSeconds(1))
          .failFast("the job has ended", () -> !isAlive())
          .until(condition);
    } catch (ConditionTimeoutException | TerminalFailureException e) {
      throw new AssertionError("%s: not so.%n%s".formatted(what, log()), e);
    }
  }

  private boolean isAlive() {
    return manager.submitsOnly() ? !drivers().isEmpty() : process.isAlive();
  }

  private String log() {
    return process.logTail()
        + drivers().stream().map(SparkDriver::log).collect(Collectors.joining("\n"));
  }

  /** Ends it as the page says; returns when it has ended, and has said that it has ended well. */
  void end() throws IOException, InterruptedException {
    long endedWell = driversThatEndedWell();
    if (job.hasReceivers()) {
      console.tellToStop(checkpoint);
    } else if (manager.runsDrivers()) {
      drivers().forEach(SparkDriver::terminate);
    } else {
      process.terminate();
    }
    if (manager.submitsOnly()) {
      Awaitility.await("the driver has ended").atMost(PATIENCE).until(() -> drivers().isEmpty());
      if (job.hasReceivers()) {
        Awaitility.await("the worker says that it has ended well")
            .atMost(PATIENCE)
            .until(() -> driversThatEndedWell() > endedWell);
      }
    } else {
      assertThat(process.awaitExit(PATIENCE)).as(process.logTail()).isEqualTo(goodExit());
    }
  }

  /** YARN takes the job for one that has ended well, since its main has. */
  private int goodExit() {
    return job.hasReceivers() || manager.runsDrivers() ? 0 : AFTER_SIGTERM;
  }

  private long driversThatEndedWell() {
    return clusters.spark().workers().stream()
        .flatMap(worker -> worker.log().lines())
        .filter(line -> line.contains(ENDED_WELL))
        .count();
  }

  /** Ends whatever is left of it. */
  @Override
  public void close() {
    if (process != null) {
      process.close();
    }
    drivers().forEach(SparkDriver::kill);
    executors().forEach(SparkExecutor::kill);
  }
}
