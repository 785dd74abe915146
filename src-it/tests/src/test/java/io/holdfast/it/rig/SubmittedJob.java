// SPDX-License-Identifier: Apache-2.0
package io.holdfast.it.rig;

import io.holdfast.core.Durability;
import io.holdfast.core.crash.FilePlan;
import io.holdfast.it.job.JobArguments;
import io.holdfast.it.job.LedgerJob;
import io.holdfast.it.job.ReceiverEvents;
import io.holdfast.it.job.TroubledLog;
import io.holdfast.parts.ChildProcess;
import io.holdfast.parts.SparkExecutor;
import io.holdfast.parts.SparkSubmit;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** The job on the cluster, from one life of its driver to the next. Not thread-safe. */
public final class SubmittedJob implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final Site site;
  private final Path folder;
  private final Path jar;
  private URI store;
  private ChildProcess process;
  private long submittedMillis;
  private int lives;

  SubmittedJob(Site site, Path folder) throws IOException {
    this.site = site;
    this.folder = Files.createDirectories(folder);
    jar = JobJar.write(folder.resolve("job.jar"));
    store = folder.toUri();
  }

  /** Starts a driver, when no executor of an earlier one is left. */
  void submit(JobArguments arguments) {
    Awaitility.await("the executors of the driver before have ended")
        .atMost(PATIENCE)
        .until(() -> site.cluster().executors().isEmpty());
    submitBeside(arguments);
  }

  /** Starts a driver beside the one that lives, which belongs to the caller from now on. */
  void submitBeside(JobArguments arguments) {
    boolean log = arguments.durability() == Durability.WAL;
    int cores = 2 * Site.CORES_OF_A_WORKER;
    submittedMillis = System.currentTimeMillis();
    SparkSubmit submission =
        SparkSubmit.of(jar, LedgerJob.class.getName())
            .cluster(site.cluster())
            .driverOptions(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"))
            .configuration("spark.app.name", arguments.name())
            // One task for each core that Spark sees would be many more than the machine has.
            .configuration("spark.default.parallelism", "2")
            .configuration("spark.jars", JobJar.others())
            .configuration("spark.executor.cores", Integer.toString(Site.CORES_OF_A_WORKER))
            .configuration("spark.cores.max", Integer.toString(cores))
            .configuration("spark.scheduler.maxRegisteredResourcesWaitingTime", "5m")
            .configuration("spark.streaming.receiver.writeAheadLog.enable", Boolean.toString(log))
            .configuration(
                "spark.streaming.receiver.writeAheadLog.class", TroubledLog.class.getName())
            .configuration(TroubledLog.FOLDER, folder.toString())
            .configuration(TroubledLog.STORE, store.resolve("logs").toString())
            .configuration("spark.hadoop.dfs.replication", "2")
            .configuration(FilePlan.KEY, plan().toString())
            .arguments(arguments.toWords());
    site.configuration().forEach(submission::configuration);
    process = submission.start(folder.resolve("driver-" + ++lives));
  }

  /** The driver that runs now, or ran last. */
  public ChildProcess process() {
    return process;
  }

  /** Where the checkpoint and the logs are. */
  URI store() {
    return store;
  }

  void storeAt(URI store) {
    this.store = store;
  }

  /** Where the job and its log are told of trouble. */
  public Path folder() {
    return folder;
  }

  /** The plan of the crash points, which nobody has written at first. */
  public Path plan() {
    return folder.resolve("plan");
  }

  /** What this driver has said of its receivers. */
  public List<ReceiverEvent> events() {
    Path file = folder.resolve(ReceiverEvents.FILE);
    if (!Files.exists(file)) {
      return List.of();
    }
    try (Stream<String> lines = Files.lines(file)) {
      return lines
          .map(ReceiverEvent::parse)
          .filter(event -> event.millis() >= submittedMillis)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The first time since then that this was said of a stream's receiver; empty if it was not. */
  public Optional<ReceiverEvent> event(int stream, String what, long since) {
    return events().stream()
        .filter(
            event ->
                event.stream() == stream && event.what().equals(what) && event.millis() >= since)
        .findFirst();
  }

  /** On which executor each stream's receiver was last started. */
  public Map<Integer, String> hosts() {
    Map<Integer, String> hosts = new HashMap<>();
    for (ReceiverEvent event : events()) {
      if (event.what().equals("started")) {
        hosts.put(event.stream(), event.executor());
      }
    }
    return hosts;
  }

  /** The executor of this id, if it lives. */
  public Optional<SparkExecutor> executor(String id) {
    return site.cluster().executors().stream().filter(each -> each.id().equals(id)).findAny();
  }

  /** All that executors of this driver have logged so far. */
  public String executorLogs() {
    try (Stream<Path> files = Files.walk(site.logs())) {
      StringBuilder logs = new StringBuilder();
      for (Path file : files.filter(each -> each.endsWith("stderr")).toList()) {
        if (file.toFile().lastModified() >= submittedMillis) {
          logs.append(Files.readString(file));
        }
      }
      return logs.toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    if (process != null) {
      process.close();
    }
  }
}
