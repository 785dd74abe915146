// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal.driver;

import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.SparkConf;

/**
 * What a configuration says about where the job's tasks run. What it leaves open is empty.
 *
 * @param local whether driver and executor are one process
 * @param cores all cores of the job
 * @param executors how many executors they are on
 * @param executorCores the cores of each
 * @param taskCores the cores that a task takes
 */
record Resources(
    boolean local,
    OptionalInt cores,
    OptionalInt executors,
    OptionalInt executorCores,
    int taskCores) {

  private static final Pattern LOCAL =
      Pattern.compile("local(?:\\[\\s*([0-9]+|\\*)\\s*(?:,.*)?])?");
  private static final Pattern LOCAL_CLUSTER =
      Pattern.compile("local-cluster\\[\\s*([0-9]+)\\s*,\\s*([0-9]+)\\s*,\\s*[0-9]+\\s*]");

  /** What Spark asks YARN and Kubernetes for, unless it is told otherwise. */
  private static final int DEFAULT_EXECUTORS = 2;

  static Resources of(SparkConf conf) {
    String master = conf.get("spark.master");
    int taskCores = conf.getInt("spark.task.cpus", 1);
    Matcher local = LOCAL.matcher(master);
    if (local.matches()) {
      int cores = localCores(local.group(1));
      return new Resources(
          true, OptionalInt.of(cores), OptionalInt.of(1), OptionalInt.of(cores), taskCores);
    }
    Matcher localCluster = LOCAL_CLUSTER.matcher(master);
    if (localCluster.matches()) {
      return sized(
          Integer.parseInt(localCluster.group(1)),
          Integer.parseInt(localCluster.group(2)),
          taskCores);
    }
    if (master.equals("yarn") || master.startsWith("k8s://")) {
      return sized(
          conf.getInt("spark.executor.instances", DEFAULT_EXECUTORS),
          conf.getInt("spark.executor.cores", 1),
          taskCores);
    }
    return bounded(
        setting(conf, "spark.cores.max"), setting(conf, "spark.executor.cores"), taskCores);
  }

  private static int localCores(String cores) {
    if (cores == null) {
      return 1;
    }
    return cores.equals("*") ? Runtime.getRuntime().availableProcessors() : Integer.parseInt(cores);
  }

  private static Resources sized(int executors, int executorCores, int taskCores) {
    return new Resources(
        false,
        OptionalInt.of(executors * executorCores),
        OptionalInt.of(executors),
        OptionalInt.of(executorCores),
        taskCores);
  }

  /** A standalone cluster gives whole executors, as many as fit under the bound. */
  private static Resources bounded(OptionalInt max, OptionalInt executorCores, int taskCores) {
    if (max.isEmpty() || executorCores.isEmpty()) {
      return new Resources(false, max, OptionalInt.empty(), executorCores, taskCores);
    }
    return sized(max.getAsInt() / executorCores.getAsInt(), executorCores.getAsInt(), taskCores);
  }

  private static OptionalInt setting(SparkConf conf, String key) {
    return conf.contains(key) ? OptionalInt.of(conf.getInt(key, 0)) : OptionalInt.empty();
  }

  /** How many tasks can run at once. */
  OptionalInt slots() {
    if (executors.isPresent() && executorCores.isPresent()) {
      return OptionalInt.of(executors.getAsInt() * (executorCores.getAsInt() / taskCores));
    }
    return cores.isPresent() ? OptionalInt.of(cores.getAsInt() / taskCores) : OptionalInt.empty();
  }

  /** Whether a second copy of a block can find an executor of its own. */
  boolean canReplicate() {
    return !local && (executors.isEmpty() || executors.getAsInt() > 1);
  }

  /** Which setting gives the job more cores. */
  static String remedy(SparkConf conf, int cores) {
    String master = conf.get("spark.master");
    if (master.startsWith("local-cluster")) {
      return "use a local-cluster of " + cores + " cores or more";
    }
    if (master.equals("yarn") || master.startsWith("k8s://")) {
      return "raise spark.executor.instances or spark.executor.cores until they make "
          + cores
          + " cores or more";
    }
    return "raise spark.cores.max to " + cores + " or more";
  }
}
