// SPDX-License-Identifier: Apache-2.0
package io.holdfast.parts;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A standalone Spark cluster on the loopback interface: a master, workers, and the executors that
 * the workers start for the applications submitted to it with {@link SparkSubmit#cluster}, and
 * their drivers in the deploy mode {@code cluster}.
 *
 * <p>Thread-safe but for {@link #close()}, which belongs to whoever started it.
 */
public final class SparkCluster implements AutoCloseable {
  private static final Pattern MASTER_URL =
      Pattern.compile("Starting Spark master at (spark://\\S+)");
  private static final Duration START_BOUND = Duration.ofSeconds(60);
  private static final String DAEMON_HEAP = "256m";

  private final Path directory;
  private final String properties;
  private final List<ChildProcess> workers = new ArrayList<>();
  private ChildProcess master;
  private String masterUrl;

  private SparkCluster(Path directory, String properties) {
    this.directory = directory;
    this.properties = properties;
  }

  /**
   * Starts a master and {@code workers} workers that offer {@code cores} cores and a gigabyte of
   * memory each. Returns when all have registered. Without workers it gives applications nothing.
   *
   * @param directory the cluster's own, where logs and what executors write go
   * @throws PartException if it does not come up; the message shows the end of a log
   */
  public static SparkCluster start(Path directory, int workers, int cores)
      throws InterruptedException {
    return start(directory, workers, cores, "");
  }

  /**
   * Starts one as {@link #start(Path, int, int)} does, in which everybody has to know {@code
   * secret}, and what goes over the network is encrypted.
   */
  public static SparkCluster startSecured(Path directory, int workers, int cores, String secret)
      throws InterruptedException {
    return start(
        directory,
        workers,
        cores,
        """
        spark.authenticate true
        spark.authenticate.secret %s
        spark.network.crypto.enabled true
        """
            .formatted(secret));
  }

  /**
   * Starts one as {@link #start(Path, int, int)} does, whose master holds a worker for lost that
   * was silent for so many seconds, and does not wait for a minute.
   */
  public static SparkCluster startImpatient(
      Path directory, int workers, int cores, Duration silence) throws InterruptedException {
    return start(
        directory, workers, cores, "spark.worker.timeout %d%n".formatted(silence.toSeconds()));
  }

  private static SparkCluster start(Path directory, int workers, int cores, String properties)
      throws InterruptedException {
    SparkCluster cluster = new SparkCluster(directory, properties);
    boolean ready = false;
    try {
      cluster.startMaster();
      cluster.startWorkers(workers, cores);
      ready = true;
      return cluster;
    } finally {
      if (!ready) {
        cluster.close();
      }
    }
  }

  /** What applications name as their master. */
  public String masterUrl() {
    return masterUrl;
  }

  /** The process of the master. */
  public ChildProcess master() {
    return master;
  }

  /** The processes of the workers, in the order they were started. */
  public List<ChildProcess> workers() {
    return Collections.unmodifiableList(workers);
  }

  /** The worker that has started an executor, which lives. */
  public ChildProcess workerOf(SparkExecutor executor) {
    return workers.stream()
        .filter(ChildProcess::isAlive)
        .filter(
            worker ->
                SparkExecutor.of(worker, workDirectory(worker)).stream()
                    .anyMatch(each -> each.pid() == executor.pid()))
        .findAny()
        .orElseThrow(() -> new IllegalArgumentException(executor + " has no worker"));
  }

  /** The executors that live now, of all applications. */
  public List<SparkExecutor> executors() {
    return workers.stream()
        .filter(ChildProcess::isAlive)
        .flatMap(worker -> SparkExecutor.of(worker, workDirectory(worker)).stream())
        .toList();
  }

  /** The drivers that live now, of all applications that were submitted for workers to run them. */
  public List<SparkDriver> drivers() {
    return workers.stream()
        .filter(ChildProcess::isAlive)
        .flatMap(worker -> SparkDriver.of(worker).stream())
        .toList();
  }

  /** Ends the workers with their executors and drivers, then the master. */
  @Override
  public void close() {
    // Taken first: an executor whose worker is gone is nobody's child.
    List<Descendant> orphans = workers.stream().flatMap(Descendant::of).toList();
    workers.forEach(ChildProcess::close);
    orphans.forEach(Descendant::kill);
    if (master != null) {
      master.close();
    }
  }

  private void startMaster() throws InterruptedException {
    master =
        daemon(
            "the Spark master",
            "master",
            JavaCommand.small("org.apache.spark.deploy.master.Master")
                .arguments("--host", "127.0.0.1", "--port", "0", "--webui-port", "0"));
    Matcher url = MASTER_URL.matcher(master.awaitLine(MASTER_URL.pattern(), START_BOUND));
    if (!url.find()) {
      throw new IllegalStateException("a line that matched does not match");
    }
    masterUrl = url.group(1);
  }

  /**
   * Starts one more worker, of so many cores and a gigabyte of memory. Returns when it has
   * registered.
   */
  public void addWorker(int cores) throws InterruptedException {
    startWorker(cores);
    awaitRegistered(workers.get(workers.size() - 1));
  }

  private void startWorkers(int count, int cores) throws InterruptedException {
    for (int number = 0; number < count; number++) {
      startWorker(cores);
    }
    for (ChildProcess worker : workers) {
      awaitRegistered(worker);
    }
  }

  private void startWorker(int cores) {
    int number = workers.size();
    String name = "worker-" + number;
    workers.add(
        daemon(
            "the Spark worker " + number,
            name,
            JavaCommand.small("org.apache.spark.deploy.worker.Worker")
                .arguments("--host", "127.0.0.1", "--port", "0", "--webui-port", "0")
                .arguments("-c", Integer.toString(cores), "-m", "1g")
                .arguments("-d", directory.resolve(name).resolve("work").toString(), masterUrl)));
  }

  private static void awaitRegistered(ChildProcess worker) throws InterruptedException {
    worker.awaitLine("Successfully registered with master", START_BOUND);
  }

  private ChildProcess daemon(String name, String folder, JavaCommand command) {
    Path own = directory.resolve(folder);
    return ChildProcess.named(
            name, command.classPath(Distribution.SPARK.classPath()).heap(DAEMON_HEAP).toList())
        .environment("SPARK_CONF_DIR", configuration(own).toString())
        .environment("SPARK_HOME", Distribution.SPARK.home().toString())
        .environment("SPARK_SCALA_VERSION", "2.12")
        .environment("SPARK_LOCAL_IP", "127.0.0.1")
        .environment("JAVA_HOME", JavaCommand.javaHome().toString())
        .log(own.resolve("log"))
        .start();
  }

  /** A folder with what would be in {@code spark-defaults.conf} on the machine of a daemon. */
  private Path configuration(Path own) {
    try {
      Path folder = Files.createDirectories(own.resolve("conf"));
      Files.writeString(folder.resolve("spark-defaults.conf"), properties);
      return folder;
    } catch (IOException e) {
      throw new PartException("Cannot write the configuration of a daemon into " + own, e);
    }
  }

  private Path workDirectory(ChildProcess worker) {
    return directory.resolve("worker-" + workers.indexOf(worker)).resolve("work");
  }
}
