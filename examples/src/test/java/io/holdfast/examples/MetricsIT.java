// SPDX-License-Identifier: Apache-2.0
package io.holdfast.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.tools.attach.VirtualMachine;
import com.sun.tools.attach.VirtualMachineDescriptor;
import io.holdfast.parts.ChildProcess;
import io.holdfast.parts.FreePorts;
import io.holdfast.parts.SourceTree;
import io.holdfast.parts.SparkSubmit;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What one submitted job shows of its receiver, whose executor is a process of its own: in each of
 * Spark's sinks there, and at Spark's Prometheus endpoint on the driver.
 */
@Timeout(180)
class MetricsIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String SMALL_JVM = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC";
  private static final int LINES = 1000;

  /** A row of the guide's table of metrics. */
  private static final Pattern METRIC =
      Pattern.compile("^\\| `([a-zA-Z.]+)` \\| (both|executor|driver) ");

  @TempDir private static Path folder;
  private static Graphite graphite;
  private static int uiPort;
  private static ChildProcess job;

  @BeforeAll
  static void start() throws Exception {
    graphite = new Graphite();
    uiPort = FreePorts.choose(1).get(0);
    Path file = Files.writeString(folder.resolve("log"), "a line\n".repeat(LINES));
    Files.createDirectory(folder.resolve("csv"));
    String sinks = "spark.metrics.conf.*.sink.";
    job =
        SparkSubmit.of(
                Path.of(System.getProperty("holdfast.shipped.jar")),
                FileTailWordCount.class.getName())
            .master("local-cluster[1,2,1024]")
            .driverOptions(List.of(SMALL_JVM.split(" ")))
            .configuration("spark.executor.extraJavaOptions", SMALL_JVM)
            .configuration("spark.executor.memory", "512m")
            .configuration("spark.ui.enabled", "true")
            .configuration("spark.ui.port", Integer.toString(uiPort))
            .configuration("spark.metrics.namespace", "words")
            .configuration(sinks + "jmx.class", "org.apache.spark.metrics.sink.JmxSink")
            .configuration(sinks + "csv.class", "org.apache.spark.metrics.sink.CsvSink")
            .configuration(sinks + "csv.period", "1")
            .configuration(sinks + "csv.directory", folder.resolve("csv").toString())
            .configuration(sinks + "graphite.class", "org.apache.spark.metrics.sink.GraphiteSink")
            .configuration(sinks + "graphite.period", "1")
            .configuration(sinks + "graphite.host", "127.0.0.1")
            .configuration(sinks + "graphite.port", Integer.toString(graphite.port()))
            .configuration(
                sinks + "prometheusServlet.class",
                "org.apache.spark.metrics.sink.PrometheusServlet")
            .configuration(sinks + "prometheusServlet.path", "/metrics/prometheus")
            .arguments(file.toString(), "--batch=1", "--checkpoint=" + folder.resolve("checkpoint"))
            .start(folder.resolve("job"));
  }

  @AfterAll
  static void stop() throws IOException {
    if (job != null) {
      job.close();
    }
    if (graphite != null) {
      graphite.close();
    }
  }

  private static ConditionFactory await() {
    return Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(200))
        .failFast(() -> assertThat(job.isAlive()).as(job.logTail()).isTrue());
  }

  /** The names of metrics that the guide promises for some side. */
  private static Set<String> promised(String... sides) throws IOException {
    Path guide = SourceTree.root().resolve("receivers/README.md");
    Set<String> names =
        Files.readAllLines(guide).stream()
            .flatMap(line -> METRIC.matcher(line).results())
            .filter(row -> Set.of(sides).contains(row.group(2)))
            .map(row -> row.group(1))
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(names).hasSizeGreaterThan(5);
    return names;
  }

  @Test
  void csvOnTheExecutorShowsAllThatTheGuidePromisesAndNothingElse() throws Exception {
    Pattern name = Pattern.compile("words\\.0\\.holdfast\\.receiver-0\\.(.+)\\.csv");
    Path committed = folder.resolve("csv/words.0.holdfast.receiver-0.committed.csv");
    await()
        .untilAsserted(
            () -> {
              assertThat(committed).exists();
              assertThat(Files.readAllLines(committed)).last().asString().endsWith("," + LINES);
            });
    try (Stream<Path> files = Files.list(folder.resolve("csv"))) {
      assertThat(
              files
                  .flatMap(file -> name.matcher(file.getFileName().toString()).results())
                  .map(match -> match.group(1)))
          .containsExactlyInAnyOrderElementsOf(promised("both", "executor"));
    }
  }

  @Test
  void graphiteHearsOfItFromTheExecutor() {
    await()
        .until(
            () ->
                graphite.lines().stream()
                    .anyMatch(
                        line ->
                            line.matches(
                                "words\\.0\\.holdfast\\.receiver-0\\.committed\\.count "
                                    + LINES
                                    + " \\d+")));
  }

  @Test
  @SuppressWarnings("BanJNDI") // the address comes from our own child
  void jmxOfTheExecutorShowsIt() throws Exception {
    await().until(() -> executors().size() == 1);
    VirtualMachine executor = VirtualMachine.attach(executors().get(0));
    JMXServiceURL address;
    try {
      address = new JMXServiceURL(executor.startLocalManagementAgent());
    } finally {
      executor.detach();
    }
    try (JMXConnector connector = JMXConnectorFactory.connect(address)) {
      MBeanServerConnection beans = connector.getMBeanServerConnection();
      ObjectName stored =
          new ObjectName("metrics:name=words.0.holdfast.receiver-0.stored,type=counters");
      ObjectName durability =
          new ObjectName("metrics:name=words.0.holdfast.receiver-0.durability,type=gauges");
      await().until(() -> beans.isRegistered(stored));
      await().until(() -> beans.getAttribute(stored, "Count").equals((long) LINES));
      assertThat(beans.getAttribute(durability, "Value")).isEqualTo("WAL");
    }
  }

  /** The job's own among all JVMs of the machine. */
  private static List<VirtualMachineDescriptor> executors() {
    Set<String> descendants =
        ProcessHandle.of(job.pid()).stream()
            .flatMap(ProcessHandle::descendants)
            .map(process -> Long.toString(process.pid()))
            .collect(Collectors.toSet());
    return VirtualMachine.list().stream()
        .filter(jvm -> jvm.displayName().contains("CoarseGrainedExecutorBackend"))
        .filter(jvm -> descendants.contains(jvm.id()))
        .toList();
  }

  @Test
  void prometheusOnTheDriverShowsWhatTheGuidePromises() throws Exception {
    Pattern line =
        Pattern.compile(
            "^metrics_words_driver_holdfast_stream_0_(\\w+?)_(?:Count|Value)\\{.*} (.+)$");
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + uiPort + "/metrics/prometheus/"))
            .build();
    HttpClient client = HttpClient.newHttpClient();
    await()
        .ignoreExceptionsInstanceOf(IOException.class)
        .untilAsserted(
            () -> {
              List<MatchResult> shown =
                  client
                      .send(request, BodyHandlers.ofString())
                      .body()
                      .lines()
                      .flatMap(each -> line.matcher(each).results())
                      .toList();
              assertThat(shown)
                  .anySatisfy(
                      match -> {
                        assertThat(match.group(1)).isEqualTo("stored");
                        assertThat(match.group(2)).isEqualTo(Integer.toString(LINES));
                      });
              // Text has no place there, and a dot becomes a line.
              assertThat(shown)
                  .extracting(match -> match.group(1).replace("sessions_", "sessions."))
                  .containsAll(numbers(promised("both", "driver")));
            });
  }

  private static Set<String> numbers(Set<String> names) {
    names.remove("durability");
    return names;
  }
}
