// SPDX-License-Identifier: Apache-2.0
package io.holdfast.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.parts.FlumeAgent;
import io.holdfast.parts.FreePorts;
import io.holdfast.parts.TemporaryDirectory;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A real agent with a file channel, and a job with totals in a database that it pushes to, or that
 * pulls from it. The receiver is killed again and again while a block stands at a place, chosen at
 * random, where its batches have no answer yet. Every total must be right.
 *
 * <p>200,000 events, unless {@code -Dholdfast.events} sets how many, and {@code -Dholdfast.seed}
 * where the receiver is killed.
 */
@Tag("long")
@Timeout(3_600)
class FlumeTotalsIT {
  private static final int EVENTS = Integer.getInteger("holdfast.events", 200_000);
  private static final int KILLS = 10;
  private static final int PORTION = EVENTS / KILLS;
  private static final int BATCH = 1_000;

  /** How many blocks may go on their way before one is held; a portion makes no fewer. */
  private static final int LATEST = Math.min(10, PORTION / BATCH);

  private static final String SINK = "io.holdfast.flume.sink.HoldfastSink";

  /** Where a block has not been answered for. */
  private static final List<String> POINTS =
      List.of("BEFORE_STORE", "AFTER_LOG", "AFTER_STORE", "BEFORE_COMMIT");

  private final long seed = Long.getLong("holdfast.seed", System.nanoTime());
  private final Random random = new Random(seed);
  private TemporaryDirectory directory;
  private TotalsLedger ledger;
  private int port;

  @BeforeEach
  void prepare() {
    directory = TemporaryDirectory.create("flume-totals");
    ledger = new TotalsLedger(directory.path());
    port = FreePorts.choose(1).get(0);
  }

  @AfterEach
  void cleanUp() {
    directory.close();
  }

  private FlumeAgent.Builder agent() {
    return FlumeAgent.in(directory.path().resolve("agent"))
        .spooling()
        .setting("agent.channels.events.capacity", Integer.toString(2 * EVENTS))
        .setting("agent.sinks.spark.hostname", "127.0.0.1")
        .setting("agent.sinks.spark.port", Integer.toString(port));
  }

  /** The class itself cannot be had here, without Flume. */
  private static Path sinkJar() throws Exception {
    URL sink = FlumeTotalsIT.class.getResource("/" + SINK.replace('.', '/') + ".class");
    return Path.of(((JarURLConnection) sink.openConnection()).getJarFileURL().toURI());
  }

  private KillableJob job(Callable<Integer> job, String... where) {
    return KillableJob.start(
        directory.path(),
        job,
        Stream.of(where, new String[] {"--position-headers=origin,number"}, ledger.options())
            .flatMap(Stream::of)
            .toArray(String[]::new));
  }

  /** Returns when all of it is in the channel of the agent. */
  private void feed(FlumeAgent agent) throws Exception {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < PORTION; i++) {
      String line = "origin-a %d %s".formatted(ledger.sent(), ledger.nextText());
      ledger.add(line);
      lines.append(line).append('\n');
    }
    agent.spool(lines);
  }

  private void killAndCount(String what, KillableJob job, FlumeAgent agent) throws Exception {
    System.out.printf("%s: seed %d%n", what, seed);
    try {
      for (int kill = 0; kill < KILLS; kill++) {
        KillableJob.Held held =
            job.hold(POINTS.get(random.nextInt(POINTS.size())), 1 + random.nextInt(LATEST));
        feed(agent);
        held.awaitBlock();
        job.killReceiver(/* cancel= */ kill % 2 == 0);
      }
      ledger.awaitRight();
    } finally {
      ledger.print(
          "%s, seed %d, %d receivers killed with a batch unanswered".formatted(what, seed, KILLS));
    }
    assertThat(ledger.again()).isLessThanOrEqualTo((long) KILLS * BATCH);
    assertThat(job.runs().cancelled()).isEqualTo(KILLS / 2);
    assertThat(job.runs().killed()).isGreaterThanOrEqualTo(KILLS / 2);
    assertThat(job.isActive()).isTrue();
  }

  @Test
  void everyTotalOfPushedEventsIsRightThoughTheReceiverIsKilled() throws Exception {
    try (KillableJob job = job(new FlumePushWordCount(), "127.0.0.1", Integer.toString(port));
        FlumeAgent agent =
            agent()
                .setting("agent.sinks.spark.type", "avro")
                .setting("agent.sinks.spark.batch-size", Integer.toString(BATCH))
                .start()) {
      killAndCount("push", job, agent);
    }
  }

  @Test
  void everyTotalOfPulledEventsIsRightThoughTheReceiverIsKilled() throws Exception {
    try (KillableJob job = job(new FlumePullWordCount(), "127.0.0.1:" + port);
        FlumeAgent agent =
            agent().plugin(sinkJar()).setting("agent.sinks.spark.type", SINK).start()) {
      killAndCount("pull", job, agent);
    }
  }
}
