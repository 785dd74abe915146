// SPDX-License-Identifier: Apache-2.0
package io.holdfast.parts;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** An executor of a {@link SparkCluster}: a process that a worker started. Thread-safe. */
public final class SparkExecutor {
  private static final String MAIN_CLASS = "org.apache.spark.executor.CoarseGrainedExecutorBackend";
  private static final Duration KILL_BOUND = Duration.ofSeconds(30);

  private final ProcessHandle process;
  private final String application;
  private final String id;
  private final ProcessLog log;

  private SparkExecutor(ProcessHandle process, String application, String id, ProcessLog log) {
    this.process = process;
    this.application = application;
    this.id = id;
    this.log = log;
  }

  /** The executors among the children of a worker that writes their logs below {@code work}. */
  static List<SparkExecutor> childrenOf(ChildProcess worker, Path work) {
    List<SparkExecutor> executors = new ArrayList<>();
    ProcessHandle.of(worker.pid())
        .ifPresent(parent -> parent.children().forEach(child -> addIfOne(child, work, executors)));
    return executors;
  }

  private static void addIfOne(ProcessHandle child, Path work, List<SparkExecutor> executors) {
    List<String> command = commandOf(child);
    if (!command.contains(MAIN_CLASS)) {
      return;
    }
    String application = argument(command, "--app-id");
    String id = argument(command, "--executor-id");
    Path stderr = work.resolve(application).resolve(id).resolve("stderr");
    executors.add(new SparkExecutor(child, application, id, new ProcessLog(stderr)));
  }

  /** The application it was started for: {@code app-...}. */
  public String application() {
    return application;
  }

  /** What its application calls it: the first is {@code 0}. */
  public String id() {
    return id;
  }

  /** Whether it has not ended; a suspended process is alive. */
  public boolean isAlive() {
    return process.isAlive();
  }

  /** All it has logged so far; the worker writes it down, so the last lines may come late. */
  public String log() {
    return Files.exists(log.file()) ? log.text() : "";
  }

  /** SIGKILL. Returns when the process is gone. */
  public void kill() {
    process.destroyForcibly();
    process.onExit().orTimeout(KILL_BOUND.toSeconds(), TimeUnit.SECONDS).join();
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

  /** Ends it, if it has not ended with its worker. */
  void close() {
    kill();
  }

  @Override
  public String toString() {
    return "executor %s of %s (process %d)".formatted(id, application, process.pid());
  }

  /** All of it: what Java says of another process's command ends after a page. */
  private static List<String> commandOf(ProcessHandle child) {
    Path command = Path.of("/proc", Long.toString(child.pid()), "cmdline");
    try {
      String words = new String(Files.readAllBytes(command), StandardCharsets.UTF_8);
      return Arrays.asList(words.split("\0", -1));
    } catch (IOException e) {
      return List.of(); // it has ended
    }
  }

  private static String argument(List<String> command, String name) {
    return command.get(command.indexOf(name) + 1);
  }
}
