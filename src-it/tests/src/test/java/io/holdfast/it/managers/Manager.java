// SPDX-License-Identifier: Apache-2.0
package io.holdfast.it.managers;

import io.holdfast.parts.SparkDriver;
import io.holdfast.parts.SparkExecutor;
import java.io.IOException;
import java.util.List;

/** Where Spark runs a job, with the command of the documentation that submits one there. */
enum Manager {
  LOCAL("local[2]", "README.md", "--master 'local[2]'", ""),
  STANDALONE_CLIENT("standalone, client", Console.PAGE, "--master spark:", "--deploy-mode client"),
  STANDALONE_CLUSTER("standalone, cluster", Console.PAGE, "--master spark:", "--supervise"),
  YARN_CLIENT("YARN, client", "README.md", "--master yarn", ""),
  YARN_CLUSTER("YARN, cluster", Console.PAGE, "--master yarn", "--deploy-mode cluster");

  private final String words;
  private final String page;
  private final String master;
  private final String mode;

  /** The command is the only one of the page that has both of the last. */
  Manager(String words, String page, String master, String mode) {
    this.words = words;
    this.page = page;
    this.master = master;
    this.mode = mode;
  }

  /** What the report calls it. */
  String words() {
    return words;
  }

  /** Whether a job has executors of its own there, apart from its driver. */
  boolean hasExecutors() {
    return this != LOCAL;
  }

  /** Whether the command ends when the job is submitted, and not with the job. */
  boolean submitsOnly() {
    return this == STANDALONE_CLUSTER;
  }

  /** Whether the driver is a process of the cluster's, and not the command's. */
  boolean runsDrivers() {
    return this == STANDALONE_CLUSTER || this == YARN_CLUSTER;
  }

  /** The command as the page shows it, for a cluster that there is. */
  ShownCommand command(Clusters clusters) throws IOException {
    ShownCommand command = ShownCommand.of(page, master, mode);
    return isStandalone()
        ? command.with("spark://master:7077", clusters.spark().masterUrl())
        : command;
  }

  /** Takes away from a command what lets a driver be started again when it has ended. */
  ShownCommand unsupervised(ShownCommand command) {
    return switch (this) {
      case STANDALONE_CLUSTER -> command.with(" --supervise", "");
      case YARN_CLUSTER ->
          command.with("spark.yarn.maxAppAttempts=4", "spark.yarn.maxAppAttempts=1");
      default -> command;
    };
  }

  /** The executors that live now. */
  List<SparkExecutor> executors(Clusters clusters) {
    if (isStandalone()) {
      return clusters.spark().executors();
    }
    return hasExecutors() ? clusters.hadoop().executors() : List.of();
  }

  /** The drivers that live now in the cluster. */
  List<SparkDriver> drivers(Clusters clusters) {
    if (isStandalone()) {
      return clusters.spark().drivers();
    }
    return runsDrivers() ? clusters.hadoop().drivers() : List.of();
  }

  private boolean isStandalone() {
    return this == STANDALONE_CLIENT || this == STANDALONE_CLUSTER;
  }
}
