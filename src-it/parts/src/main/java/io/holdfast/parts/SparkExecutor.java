// SPDX-License-Identifier: Apache-2.0
package io.holdfast.parts;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** An executor on a cluster: a process that one of its daemons started. Thread-safe. */
public final class SparkExecutor {
  private static final String OF_WORKER = "org.apache.spark.executor.CoarseGrainedExecutorBackend";
  private static final String OF_YARN =
      "org.apache.spark.executor.YarnCoarseGrainedExecutorBackend";

  private final Descendant process;
  private final String application;
  private final String id;
  private final ProcessLog log;

  private SparkExecutor(Descendant process, Path log) {
    this.process = process;
    application = process.argument("--app-id");
    id = process.argument("--executor-id");
    this.log = new ProcessLog(log);
  }

  /** The executors of a worker that writes their logs below {@code work}. */
  static List<SparkExecutor> of(ChildProcess worker, Path work) {
    return Descendant.running(OF_WORKER, worker)
        .map(
            process ->
                new SparkExecutor(
                    process,
                    work.resolve(process.argument("--app-id"))
                        .resolve(process.argument("--executor-id"))
                        .resolve("stderr")))
        .toList();
  }

  /** The executors that a node of YARN runs. */
  static List<SparkExecutor> onYarn(ChildProcess node) {
    return Descendant.running(OF_YARN, node)
        .map(process -> new SparkExecutor(process, SparkDriver.logOnYarn(process)))
        .toList();
  }

  /** The application it was started for: {@code app-...}. */
  public String application() {
    return application;
  }

  /** What its application calls it: the first is {@code 0}, on YARN {@code 1}. */
  public String id() {
    return id;
  }

  /** The id the system knows it by. */
  long pid() {
    return process.pid();
  }

  /** Whether it has not ended; a suspended process is alive. */
  public boolean isAlive() {
    return process.isAlive();
  }

  /** All it has logged so far; the worker writes it down, so the last lines may come late. */
  public String log() {
    return Files.exists(log.file()) ? log.text() : "";
  }

  /** Whether Spark has started the receiver of this stream on it, by its own word. */
  public boolean hasStartedReceiver(int stream) {
    return log().contains("Called receiver %d onStart".formatted(stream));
  }

  /** SIGKILL. Returns when the process is gone. */
  public void kill() {
    process.kill();
  }

  /** SIGPWR: asks it to give away its blocks and end, if its application allows that. */
  public void decommission() {
    Signals.send("PWR", process.pid(), toString());
  }

  /** SIGSTOP: alive and silent, as on a machine that the network has left. */
  public void suspend() {
    Signals.send("STOP", process.pid(), toString());
  }

  /** SIGCONT: ends {@link #suspend()}. */
  public void resume() {
    Signals.send("CONT", process.pid(), toString());
  }

  @Override
  public String toString() {
    return "executor %s of %s (process %d)".formatted(id, application, process.pid());
  }
}
