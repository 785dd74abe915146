// SPDX-License-Identifier: Apache-2.0
package io.holdfast.it.managers;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.core.AuthenticationSecret;
import io.holdfast.parts.ChildProcess;
import io.holdfast.parts.HadoopCluster;
import io.holdfast.parts.KafkaBroker;
import io.holdfast.parts.SparkCluster;
import io.holdfast.parts.SparkDriver;
import io.holdfast.parts.SparkExecutor;
import io.holdfast.parts.TemporaryDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The job that counts a topic, submitted by the commands that the documentation shows, with its
 * checkpoint and its log on HDFS. A driver or an executor is killed while records are in flight,
 * every total must be right in the end, and {@code examples/bin/stop} ends the job well.
 */
@Tag("long")
@Timeout(900)
class ManagersIT {
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final String GROUP = "kafka-word-count";
  private static final int LINES = 20_000;

  /** Lines a second: slow enough for the job to be met in the middle. */
  private static final String RATE = "1000";

  private static final String SECRET = "hush-" + ProcessHandle.current().pid();
  private static TemporaryDirectory servers;
  private static KafkaBroker broker;
  private static HadoopCluster hadoop;

  @TempDir private Path folder;
  private WordTopic topic;
  private Console console;

  @BeforeAll
  static void start() throws InterruptedException {
    servers = TemporaryDirectory.create("managers");
    broker = KafkaBroker.start(servers.path().resolve("kafka"));
    Path directory = servers.path().resolve("hadoop");
    hadoop = HadoopCluster.startWithYarn(directory);
  }

  @AfterAll
  static void stop() {
    if (hadoop != null) {
      hadoop.close();
    }
    broker.close();
    servers.close();
  }

  @BeforeEach
  void createTopic(TestInfo test) throws InterruptedException {
    String name = test.getTestMethod().orElseThrow().getName();
    topic = WordTopic.create(broker, name, folder.resolve("totals.db"));
    console = new Console(hadoop, folder);
  }

  @Test
  void local() throws Exception {
    topic.produce(LINES / 2);
    try (ChildProcess job = submitLocal()) {
      awaitInFlight(job);
      job.kill();
    }
    assertThat(topic.counted()).as("words in flight").isLessThan(topic.acknowledged(GROUP));
    topic.produce(LINES / 2);
    try (ChildProcess job = submitLocal()) {
      awaitAll(job);
      stopIt(job);
    }
    assertExact("local master, its driver killed and started again");
  }

  private ChildProcess submitLocal() throws IOException {
    return start(
        ShownCommand.of("README.md", "--master 'local[2]'")
            .with("localhost:9092 wordcounttopic", brokerAndTopic())
            .and("--checkpoint " + checkpoint() + " --totals-jdbc " + topic.database())
            .and("--batch 2"));
  }

  @Test
  void standaloneClient() throws Exception {
    try (SparkCluster spark = SparkCluster.start(folder.resolve("spark"), 2, 2)) {
      killTheDriverAndGoOn(spark, UnaryOperator.identity());
    }
    assertExact("standalone client, its driver killed and started again");
  }

  @Test
  void securedStandaloneClient() throws Exception {
    try (SparkCluster spark = SparkCluster.startSecured(folder.resolve("spark"), 2, 2, SECRET)) {
      assertThatStrangersAreRefused(spark);
      killTheDriverAndGoOn(spark, ManagersIT::secured);
    }
    assertExact("secured standalone client, its driver killed and started again");
    assertThat(CheckpointTexts.in(hadoop.uri(), checkpoint()))
        .isNotEmpty()
        .allMatch(checkpoint -> checkpoint.contains(AuthenticationSecret.MASK))
        .noneMatch(checkpoint -> checkpoint.contains(SECRET));
  }

  private void killTheDriverAndGoOn(SparkCluster spark, UnaryOperator<ShownCommand> secured)
      throws Exception {
    topic.produce(LINES / 2);
    try (ChildProcess job = start(secured.apply(standaloneClient(spark)))) {
      awaitInFlight(job);
      job.kill();
    }
    assertThat(topic.counted()).as("words in flight").isLessThan(topic.acknowledged(GROUP));
    topic.produce(LINES / 2);
    Awaitility.await("the executors of the driver that was killed have ended")
        .atMost(PATIENCE)
        .until(() -> spark.executors().isEmpty());
    try (ChildProcess job = start(secured.apply(standaloneClient(spark)))) {
      awaitAll(job);
      stopIt(job);
    }
  }

  private ShownCommand standaloneClient(SparkCluster spark) throws IOException {
    return shown(Console.PAGE, "--master spark:", "--deploy-mode client")
        .with("spark://master:7077", spark.masterUrl())
        .with("jdbc:postgresql://db/totals", topic.database().toString());
  }

  /** The settings that the page names, where it says they go. */
  private static ShownCommand secured(ShownCommand command) {
    return command
        .defaults("spark.authenticate", "true")
        .defaults("spark.authenticate.secret", SECRET)
        .defaults("spark.network.crypto.enabled", "true");
  }

  private void assertThatStrangersAreRefused(SparkCluster spark) throws Exception {
    try (ChildProcess stranger = start(standaloneClient(spark))) {
      Awaitility.await("the master refuses who does not know the secret")
          .atMost(PATIENCE)
          .until(() -> spark.master().log().contains("Expected SaslMessage"));
    }
    assertThat(spark.executors()).isEmpty();
  }

  @Test
  void standaloneCluster() throws Exception {
    try (SparkCluster spark = SparkCluster.start(folder.resolve("spark"), 2, 3)) {
      topic.produce(LINES / 2);
      ShownCommand command =
          shown(Console.PAGE, "--master spark:", "--supervise")
              .with("spark://master:7077", spark.masterUrl())
              .with("jdbc:postgresql://db/totals", topic.database().toString());
      try (ChildProcess submit = start(command)) {
        assertThat(submit.awaitExit(PATIENCE)).as(submit.logTail()).isZero();
      }
      await(() -> !spark.drivers().isEmpty(), "the driver runs", () -> "");
      SparkDriver first = spark.drivers().get(0);
      await(this::inFlight, "words are in flight", first::log);
      kill(first);
      assertThat(topic.counted()).as("words in flight").isLessThan(topic.acknowledged(GROUP));
      topic.produce(LINES / 2);
      await(
          () -> spark.drivers().stream().anyMatch(driver -> driver.pid() != first.pid()),
          "the driver is started again",
          first::log);
      SparkDriver second = spark.drivers().get(0);
      await(this::allCounted, "all is counted", second::log);
      console.tellToStop(checkpoint());
      await(() -> !second.isAlive(), "the driver has ended", second::log);
      await(
          () ->
              spark.workers().stream()
                  .anyMatch(worker -> worker.log().contains("exited successfully")),
          "the worker says so",
          second::log);
    }
    assertExact("standalone cluster, its driver killed and supervised");
  }

  @Test
  void yarnClient() throws Exception {
    topic.produce(LINES / 2);
    ShownCommand command =
        shown("README.md", "--master yarn").and("--totals-jdbc " + topic.database());
    try (ChildProcess job = start(command)) {
      awaitInFlight(job);
      SparkExecutor receiving =
          hadoop.executors().stream()
              .filter(executor -> executor.hasStartedReceiver(0))
              .findFirst()
              .orElseThrow();
      receiving.kill();
      assertThat(topic.counted()).as("words in flight").isLessThan(topic.sent());
      topic.produce(LINES / 2);
      awaitAll(job);
      stopIt(job);
    }
    assertExact("YARN client, the executor of its receiver killed");
  }

  @Test
  void yarnCluster() throws Exception {
    topic.produce(LINES / 2);
    ShownCommand command =
        shown(Console.PAGE, "--master yarn", "--deploy-mode cluster")
            .with("jdbc:postgresql://db/totals", topic.database().toString());
    try (ChildProcess job = start(command)) {
      awaitInFlight(job);
      SparkDriver first = hadoop.drivers().get(0);
      kill(first);
      assertThat(topic.counted()).as("words in flight").isLessThan(topic.acknowledged(GROUP));
      topic.produce(LINES / 2);
      awaitAll(job);
      assertThat(hadoop.drivers()).noneMatch(driver -> driver.pid() == first.pid());
      stopIt(job);
    }
    assertExact("YARN cluster, its driver killed and attempted again");
  }

  private ShownCommand shown(String page, String... words) throws IOException {
    return ShownCommand.of(page, words)
        .with("broker:9092 wordcounttopic", brokerAndTopic())
        .with("hdfs:///jobs/word-count", checkpoint())
        .and("--batch 2");
  }

  private String brokerAndTopic() {
    return broker.bootstrap() + " " + topic.name();
  }

  private String checkpoint() {
    return "hdfs:///jobs/" + topic.name();
  }

  private ChildProcess start(ShownCommand command) throws IOException {
    return console.start(command.defaults("spark.streaming.receiver.maxRate", RATE));
  }

  private boolean inFlight() throws Exception {
    return topic.acknowledged(GROUP) > topic.counted();
  }

  private boolean allCounted() {
    return topic.counted() >= topic.sent();
  }

  private void awaitInFlight(ChildProcess job) {
    await(() -> !job.isAlive() || inFlight(), "words are in flight", job::logTail);
    assertThat(job.isAlive()).as(job.logTail()).isTrue();
  }

  private void awaitAll(ChildProcess job) {
    await(() -> !job.isAlive() || allCounted(), "all is counted", job::logTail);
    assertThat(job.isAlive()).as(job.logTail()).isTrue();
  }

  private void await(Callable<Boolean> condition, String what, Callable<String> log) {
    try {
      Awaitility.await(what).atMost(PATIENCE).until(condition);
    } catch (RuntimeException e) {
      throw new AssertionError(what + ", but:\n" + said(log), e);
    }
  }

  private static String said(Callable<String> log) {
    try {
      return log.call();
    } catch (Exception e) {
      return e.toString();
    }
  }

  private static void kill(SparkDriver driver) {
    assertThat(driver.isAlive()).as(driver.log()).isTrue();
    driver.kill();
  }

  private void stopIt(ChildProcess job) throws Exception {
    console.tellToStop(checkpoint());
    assertThat(job.awaitExit(PATIENCE)).as(job.logTail()).isZero();
  }

  private void assertExact(String manager) {
    System.out.printf(
        "%s: %,d words sent, %,d counted, %d wrong totals%n",
        manager, topic.sent(), topic.counted(), topic.wrong());
    assertThat(topic.wrong()).isZero();
  }
}
