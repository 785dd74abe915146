// SPDX-License-Identifier: Apache-2.0
package io.holdfast.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.holdfast.core.Positioned;
import io.holdfast.core.ReceiverStreams;
import io.holdfast.core.crash.FilePlan;
import io.holdfast.parts.FreePorts;
import io.holdfast.parts.RsyslogServer;
import io.holdfast.parts.SourceTree;
import io.holdfast.parts.TemporaryDirectory;
import io.holdfast.pipeline.totals.JdbcTotals;
import io.holdfast.socket.MessageNumber;
import io.holdfast.socket.RelpReceiver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.streaming.Durations;
import org.apache.spark.streaming.StreamingContextState;
import org.apache.spark.streaming.api.java.JavaDStream;
import org.apache.spark.streaming.api.java.JavaStreamingContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A real rsyslog with the ready configuration, and a job with totals in a database whose receiver
 * is killed again and again while a block of messages is being stored, and so has no answer. Now
 * and then rsyslog is stopped and started again. Every total must be right.
 *
 * <p>20,000 lines, 3 kills and a stop in a build; 1,000,000, 10 and 3 with {@code -Plong}; {@code
 * -Dholdfast.lines} sets the first.
 */
@SuppressWarnings("deprecation") // Spark deprecates its whole streaming API, and keeps it
@Timeout(1_800)
class RsyslogTotalsIT {
  private static final boolean LONG = Boolean.getBoolean("holdfast.long");
  private static final int LINES = Integer.getInteger("holdfast.lines", LONG ? 1_000_000 : 20_000);
  private static final int KILLS = LINES < 100_000 ? 3 : 10;
  private static final int STOPS = LINES < 100_000 ? 1 : 3;
  private static final int PORTION = LINES / (KILLS + STOPS);
  private static final int WINDOW = 1_000;
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String JOB = "rsyslog";

  /** How often each message reached a batch; static as all that a closure must find again. */
  private static final Map<Long, Integer> RECEIVED = new ConcurrentHashMap<>();

  private final ReceiverRuns runs = new ReceiverRuns();
  private final Map<String, Long> expected = new HashMap<>();
  private TemporaryDirectory directory;
  private JavaStreamingContext context;
  private int port;
  private int plans;
  private int sent;

  @BeforeEach
  void prepare() throws Exception {
    Optional<String> missing = RsyslogServer.missing();
    missing.ifPresent(why -> System.out.println("RsyslogTotalsIT is skipped: " + why));
    assumeTrue(missing.isEmpty(), () -> missing.orElse(""));
    directory = TemporaryDirectory.create("rsyslog-totals");
    port = FreePorts.choose(1).get(0);
  }

  @AfterEach
  void stop() throws IOException {
    if (directory == null) {
      return;
    }
    System.clearProperty(FilePlan.KEY);
    Files.createFile(folder().resolve("released"));
    if (context != null) {
      context.stop(true, false);
    }
    await().atMost(PATIENCE).until(() -> !LocalSpark.isAnyEngineAlive());
    RECEIVED.clear();
    directory.close();
  }

  private Path folder() {
    return directory.path();
  }

  private String rules() throws IOException {
    String ready =
        Files.readString(SourceTree.root().resolve("receivers/socket/conf/60-holdfast.conf"));
    return ready
        .replace("receiver.example.org", "127.0.0.1")
        .replace("port=\"20514\"", "port=\"%d\"".formatted(port))
        .replace("action.resumeInterval=\"2\"", "action.resumeInterval=\"1\"")
        // Faster, at the price of what a SIGKILL may cost.
        .replace("queue.checkpointInterval=\"1\"", "queue.checkpointInterval=\"100\"")
        .replace("queue.timeoutShutdown=\"10000\"", "queue.timeoutShutdown=\"60000\"");
  }

  private void start() {
    context = new JavaStreamingContext(LocalSpark.conf(folder()), Durations.seconds(1));
    context.sparkContext().sc().addSparkListener(runs);
    context.checkpoint(folder().resolve("checkpoint").toUri().toString());
    RelpReceiver<Positioned<String>> receiver =
        RelpReceiver.strings()
            .bind("127.0.0.1")
            .port(port)
            .buildPositioned(message -> numberOf(new String(message, UTF_8)));
    JdbcTotals totals = JdbcTotals.of(JOB, url());
    JavaDStream<Positioned<String>> messages = ReceiverStreams.create(context, receiver, 1, totals);
    totals.count(messages);
    messages.foreachRDD(
        rdd ->
            rdd.map(Positioned::offset)
                .collect()
                .forEach(number -> RECEIVED.merge(number, 1, Integer::sum)));
    context.start();
  }

  private String url() {
    return "jdbc:sqlite:" + folder().resolve("totals.db");
  }

  private static MessageNumber numberOf(String message) {
    String[] parts = message.split(" ", 6);
    return MessageNumber.of(parts[1] + "@" + parts[3], Long.parseLong(parts[4]));
  }

  private void send(RsyslogServer rsyslog) throws IOException {
    List<byte[]> messages = new ArrayList<>();
    for (int i = 0; i < PORTION; i++) {
      String message =
          "<13>2026-11-28T10:00:00Z host-a words: 17 %d caf\u00e9 word-%d"
              .formatted(sent, sent % 100);
      sent++;
      messages.add(message.getBytes(UTF_8));
      for (String word : message.split(" ", -1)) {
        expected.merge(word, 1L, Long::sum);
      }
    }
    rsyslog.send(messages);
  }

  /** Lets the next block that comes to this point stay there until the file is there. */
  private Path hold(String point, String until) throws IOException {
    Path plan = folder().resolve("plan-" + ++plans);
    Files.writeString(plan, "%s 1 hang %s".formatted(point, until));
    System.setProperty(FilePlan.KEY, plan.toString());
    return plan;
  }

  private void awaitHeld(Path plan) {
    await().atMost(PATIENCE).until(() -> Files.exists(FilePlan.mark(plan, 1)));
  }

  private void killTheReceiver(RsyslogServer rsyslog, int kill) throws IOException {
    Path plan = hold(kill / 2 % 2 == 0 ? "BEFORE_STORE" : "AFTER_LOG", "released");
    send(rsyslog);
    awaitHeld(plan);
    await().atMost(PATIENCE).until(() -> runs.task() >= 0);
    long task = runs.task();
    if (kill % 2 == 0) {
      context.sparkContext().sc().cancelJob(runs.job(), "test");
    } else {
      assertThat(context.sparkContext().sc().killTaskAttempt(task, true, "test")).isTrue();
    }
    await().atMost(PATIENCE).until(() -> runs.task() > task);
  }

  private void stopRsyslog(RsyslogServer rsyslog, int stop) throws Exception {
    String release = "released-" + stop;
    Path plan = hold("BEFORE_STORE", release);
    send(rsyslog);
    awaitHeld(plan);
    String last = " 17 %d ".formatted(sent - 1);
    await().atMost(PATIENCE).until(() -> rsyslog.hasOnDisk(last));
    rsyslog.process().terminate();
    Files.createFile(folder().resolve(release));
    assertThat(rsyslog.process().awaitExit(PATIENCE)).isZero();
    rsyslog.restart();
  }

  @Test
  void everyTotalIsRightThoughReceiverAndRsyslogAreKilledAndStopped() throws Exception {
    start();
    try (RsyslogServer rsyslog = RsyslogServer.start(folder().resolve("rsyslog"), rules())) {
      int stops = 0;
      for (int kill = 0; kill < KILLS; kill++) {
        killTheReceiver(rsyslog, kill);
        if ((kill + 1) * STOPS / KILLS > stops) {
          stopRsyslog(rsyslog, ++stops);
        }
      }
      await().atMost(PATIENCE).until(() -> RECEIVED.size() == sent);
      await().atMost(PATIENCE).until(() -> DatabaseTotals.in(url()).equals(expected));
      assertThat(stops).isEqualTo(STOPS);
    } finally {
      long received = RECEIVED.values().stream().mapToLong(times -> times).sum();
      System.out.printf(
          "%d receivers killed with unanswered messages, %d stops of rsyslog: %,d sent, %,d"
              + " received, %,d again, %,d lost%n",
          KILLS, STOPS, sent, received, received - RECEIVED.size(), sent - RECEIVED.size());
    }
    long again = RECEIVED.values().stream().mapToLong(times -> times - 1).sum();
    assertThat(again).isLessThanOrEqualTo((KILLS + STOPS) * (WINDOW + 1L));
    assertThat(DatabaseTotals.in(url())).isEqualTo(expected);
    assertThat(runs.cancelled()).isEqualTo((KILLS + 1) / 2);
    assertThat(runs.killed()).isGreaterThanOrEqualTo(KILLS / 2);
    assertThat(context.getState()).isEqualTo(StreamingContextState.ACTIVE);
  }
}
