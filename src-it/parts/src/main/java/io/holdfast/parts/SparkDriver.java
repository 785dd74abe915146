// SPDX-License-Identifier: Apache-2.0
package io.holdfast.parts;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A driver that a cluster started, for a job that was submitted in the deploy mode {@code cluster}.
 * Thread-safe.
 */
public final class SparkDriver {
  private static final String OF_WORKER = "org.apache.spark.deploy.worker.DriverWrapper";
  private static final String OF_YARN = "org.apache.spark.deploy.yarn.ApplicationMaster";

  private final Descendant process;
  private final ProcessLog log;

  private SparkDriver(Descendant process, Path log) {
    this.process = process;
    this.log = new ProcessLog(log);
  }

  /** The drivers of a worker, each of which has a directory to work in and to log to. */
  static List<SparkDriver> of(ChildProcess worker) {
    return Descendant.running(OF_WORKER, worker)
        .map(process -> new SparkDriver(process, process.directory().resolve("stderr")))
        .toList();
  }

  /** The drivers that a node of YARN runs, each in the master of its application. */
  static List<SparkDriver> onYarn(ChildProcess node) {
    return Descendant.running(OF_YARN, node)
        .map(process -> new SparkDriver(process, logOnYarn(process)))
        .toList();
  }

  static Path logOnYarn(Descendant process) {
    return Path.of(process.property("spark.yarn.app.container.log.dir").orElseThrow())
        .resolve("stderr");
  }

  /** The id the system knows it by; a driver that is started again has another. */
  public long pid() {
    return process.pid();
  }

  /** Whether it has not ended. */
  public boolean isAlive() {
    return process.isAlive();
  }

  /** All it has logged so far; the cluster writes it down, so the last lines may come late. */
  public String log() {
    return Files.exists(log.file()) ? log.text() : "";
  }

  /** SIGTERM: asks it to end. Does not wait. */
  public void terminate() {
    process.terminate();
  }

  /** SIGKILL. Returns when the process is gone. */
  public void kill() {
    process.kill();
  }

  @Override
  public String toString() {
    return "driver (process %d)".formatted(process.pid());
  }
}
