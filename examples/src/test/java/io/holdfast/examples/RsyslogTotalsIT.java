// SPDX-License-Identifier: Apache-2.0
package io.holdfast.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.holdfast.parts.FreePorts;
import io.holdfast.parts.RsyslogServer;
import io.holdfast.parts.SourceTree;
import io.holdfast.parts.TemporaryDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A real rsyslog with the ready configuration, and the job with totals in a database, whose
 * receiver is killed again and again while a block of messages is being stored, and so has no
 * answer. Now and then rsyslog is stopped and started again. Every total must be right.
 *
 * <p>20,000 lines, 3 kills and a stop in a build; 1,000,000, 10 and 3 with {@code -Plong}; {@code
 * -Dholdfast.lines} sets the first.
 */
@Timeout(3_600)
class RsyslogTotalsIT {
  private static final boolean LONG = Boolean.getBoolean("holdfast.long");
  private static final int LINES = Integer.getInteger("holdfast.lines", LONG ? 1_000_000 : 20_000);
  private static final int KILLS = LINES < 100_000 ? 3 : 10;
  private static final int STOPS = LINES < 100_000 ? 1 : 3;
  private static final int PORTION = LINES / (KILLS + STOPS);
  private static final int WINDOW = 1_000;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** What the pages show. */
  private static final String NUMBERING =
      "^\\S+ (?<host>\\S+) \\S+ (?<epoch>\\d+) (?<number>\\d+) ";

  private TemporaryDirectory directory;
  private TotalsLedger ledger;
  private int port;

  @BeforeEach
  void prepare() throws Exception {
    Optional<String> missing = RsyslogServer.missing();
    missing.ifPresent(why -> System.out.println("RsyslogTotalsIT is skipped: " + why));
    assumeTrue(missing.isEmpty(), () -> missing.orElse(""));
    directory = TemporaryDirectory.create("rsyslog-totals");
    ledger = new TotalsLedger(folder());
    port = FreePorts.choose(1).get(0);
  }

  @AfterEach
  void cleanUp() {
    if (directory != null) {
      directory.close();
    }
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

  private KillableJob start() {
    String[] own = {
      Integer.toString(port), "--bind=127.0.0.1", "--numbering=" + NUMBERING,
    };
    return KillableJob.start(
        folder(),
        new RelpWordCount(),
        Stream.of(own, ledger.options()).flatMap(Stream::of).toArray(String[]::new));
  }

  private void send(RsyslogServer rsyslog) throws IOException {
    List<byte[]> messages = new ArrayList<>();
    for (int i = 0; i < PORTION; i++) {
      String message =
          "<13>2026-11-28T10:00:00Z host-a words: 17 %d %s"
              .formatted(ledger.sent(), ledger.nextText());
      ledger.add(message);
      messages.add(message.getBytes(UTF_8));
    }
    rsyslog.send(messages);
  }

  private void killTheReceiver(KillableJob job, RsyslogServer rsyslog, int kill)
      throws IOException {
    KillableJob.Held held = job.hold(kill / 2 % 2 == 0 ? "BEFORE_STORE" : "AFTER_LOG", 1);
    send(rsyslog);
    held.awaitBlock();
    job.killReceiver(/* cancel= */ kill % 2 == 0);
  }

  private void stopRsyslog(KillableJob job, RsyslogServer rsyslog) throws Exception {
    KillableJob.Held held = job.hold("BEFORE_STORE", 1);
    send(rsyslog);
    held.awaitBlock();
    String last = " 17 %d ".formatted(ledger.sent() - 1);
    await().atMost(PATIENCE).until(() -> rsyslog.hasOnDisk(last));
    rsyslog.process().terminate();
    held.release();
    assertThat(rsyslog.process().awaitExit(PATIENCE)).isZero();
    rsyslog.restart();
  }

  @Test
  void everyTotalIsRightThoughReceiverAndRsyslogAreKilledAndStopped() throws Exception {
    try (KillableJob job = start();
        RsyslogServer rsyslog = RsyslogServer.start(folder().resolve("rsyslog"), rules())) {
      int stops = 0;
      try {
        for (int kill = 0; kill < KILLS; kill++) {
          killTheReceiver(job, rsyslog, kill);
          if ((kill + 1) * STOPS / KILLS > stops) {
            stopRsyslog(job, rsyslog);
            stops++;
          }
        }
        ledger.awaitRight();
      } finally {
        ledger.print(
            "%d receivers killed with unanswered messages, %d stops of rsyslog"
                .formatted(KILLS, stops));
      }
      assertThat(stops).isEqualTo(STOPS);
      assertThat(ledger.again()).isLessThanOrEqualTo((KILLS + STOPS) * (WINDOW + 1L));
      assertThat(job.runs().cancelled()).isEqualTo((KILLS + 1) / 2);
      assertThat(job.runs().killed()).isGreaterThanOrEqualTo(KILLS / 2);
      assertThat(job.isActive()).isTrue();
    }
  }
}
