// SPDX-License-Identifier: Apache-2.0
package io.holdfast.flume;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.core.ReceiverSettings;
import io.holdfast.parts.FreePorts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a source does to sinks, and with what they answer. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class FlumePullSourceTest {
  private static final Duration SOON = Duration.ofSeconds(30);

  /** Short, for those that wait for its end, and long enough for a busy machine. */
  private static final Duration ANSWER = Duration.ofSeconds(2);

  private FakeSink sink;

  @BeforeEach
  void startSink() throws Exception {
    sink = new FakeSink();
  }

  @AfterEach
  void stopSink() throws Exception {
    sink.close();
  }

  private static FlumeEvent event(String text) {
    return FlumeEvent.of(Map.of("text", text), text.getBytes(UTF_8));
  }

  private static void put(FakeSink sink, int from, int until) {
    for (int number = from; number < until; number++) {
      sink.channel.put(event("event " + number));
    }
  }

  private static FlumePullReceiver.Builder from(FakeSink sink) {
    return PullRig.builder().sink("127.0.0.1", sink.port());
  }

  private static void awaitEmpty(FakeSink sink) {
    await().atMost(SOON).until(() -> sink.channel.content().isEmpty());
  }

  private static void awaitCount(PullRig<?> rig, String name, long count) {
    await(name).atMost(SOON).until(() -> rig.count(name) == count);
  }

  private static void awaitTaken(PullRig<?> rig, int batches) {
    await().atMost(SOON).until(() -> rig.intake.taken().size() == batches);
  }

  @Test
  void eventsComeByteForByteAndInOrder() throws Exception {
    byte[] large = new byte[10 << 20];
    Arrays.fill(large, (byte) 0xfe);
    List<FlumeEvent> events =
        List.of(
            FlumeEvent.of(Map.of(), new byte[0]),
            FlumeEvent.of(Map.of("n\u00e4me", "\u20ac\ud83d\ude00", "", ""), new byte[] {0, -1}),
            FlumeEvent.of(Map.of("large", "one"), large),
            event("last"));
    events.forEach(sink.channel::put);
    try (PullRig<FlumeEvent> rig = new PullRig<>(from(sink).build())) {
      awaitEmpty(sink);
      assertThat(rig.intake.records()).isEqualTo(events);
      assertThat(rig.count("batches.ambiguous")).isZero();
      assertThat(rig.context.errors()).isEmpty();
    }
  }

  @Test
  void nothingIsAckedBeforeItIsDurable() throws Exception {
    put(sink, 0, 10);
    try (PullRig<FlumeEvent> rig = new PullRig<>(from(sink).maxBatchEvents(4).build())) {
      rig.intake.hold();
      awaitTaken(rig, 1);
      assertThat(sink.channel.content()).hasSize(10);
      await().untilAsserted(() -> assertThat(rig.intake.delays()).containsExactly(Duration.ZERO));
      rig.intake.release();
      rig.intake.taken().get(0).durable.complete(null);
      awaitEmpty(sink);
      awaitCount(rig, "batches.acked", 3);
    }
  }

  @Test
  void aConnectionHasOneTransactionOpen() throws Exception {
    sink.channel.maxOpen(100);
    put(sink, 0, 100);
    try (PullRig<FlumeEvent> rig =
        new PullRig<>(from(sink).maxBatchEvents(4).connectionsPerSink(3).build())) {
      rig.intake.hold();
      awaitTaken(rig, 3);
      await()
          .during(Duration.ofMillis(200))
          .atMost(SOON)
          .until(() -> sink.channel.open() == 3 && rig.count("polls") == 3);
      assertThat(rig.connections()).isEqualTo(3);
      rig.intake.release();
      rig.intake.taken().forEach(taken -> taken.durable.complete(null));
      awaitEmpty(sink);
      assertThat(new HashSet<>(rig.intake.records())).hasSize(100);
      assertThat(rig.intake.records()).hasSize(100);
    }
  }

  @Test
  void whatIsNotStoredIsNackedAndComesAgain() throws Exception {
    put(sink, 0, 3);
    try (PullRig<FlumeEvent> rig = new PullRig<>(from(sink).build())) {
      rig.intake.hold();
      awaitTaken(rig, 1);
      rig.intake.taken().get(0).fail(false);
      awaitTaken(rig, 2);
      assertThat(rig.count("batches.nacked")).isEqualTo(1);
      assertThat(rig.count("batches.ambiguous")).isZero();
      rig.intake.taken().get(1).fail(true);
      awaitTaken(rig, 3);
      assertThat(rig.count("batches.nacked")).isEqualTo(2);
      assertThat(rig.count("batches.ambiguous")).isEqualTo(1);
      rig.intake.taken().get(2).durable.complete(null);
      awaitEmpty(sink);
      assertThat(sink.connects()).isEqualTo(1);
      assertThat(rig.intake.failure()).isNull();
    }
  }

  @Test
  void aSinkThatIsDownDisturbsNoOther() throws Exception {
    int port = FreePorts.choose(1).get(0);
    put(sink, 0, 10);
    try (PullRig<FlumeEvent> rig =
        new PullRig<>(from(sink).sink("127.0.0.1", port).maxBatchEvents(1).build())) {
      awaitEmpty(sink);
      await().atMost(SOON).until(() -> rig.context.errors().size() == 1);
      assertThat(rig.context.errors().get(0))
          .startsWith(
              "The Flume sink at 127.0.0.1:%d does not deliver, and is tried again until it does: "
                  .formatted(port));
      assertThat(rig.sinksDown()).isEqualTo(1);
      assertThat(rig.connections()).isEqualTo(1);

      try (FakeSink second = new FakeSink(port)) {
        put(second, 10, 20);
        awaitEmpty(second);
        assertThat(rig.sinksDown()).isZero();
      }
      await().atMost(SOON).until(() -> rig.sinksDown() == 1);
      put(sink, 20, 30);
      awaitEmpty(sink);
      assertThat(rig.intake.records()).hasSize(30).doesNotHaveDuplicates();
      assertThat(rig.context.errors()).hasSize(2);
      assertThat(sink.connects()).isEqualTo(1);
    }
  }

  @Test
  void aSinkThatIsDownIsTriedAFewTimesOnly() throws Exception {
    sink.refuse(true);
    try (PullRig<FlumeEvent> rig =
        new PullRig<>(
            PullRig.builder(
                    ReceiverSettings.builder()
                        .backoff(Duration.ofMillis(50), Duration.ofMillis(400)))
                .sink("127.0.0.1", sink.port())
                .build())) {
      await()
          .during(Duration.ofSeconds(1))
          .atMost(SOON)
          .until(() -> sink.connects() < 60 && rig.context.errors().size() <= 1);
      assertThat(rig.context.errors()).hasSize(1);
      sink.refuse(false);
      put(sink, 0, 1);
      awaitEmpty(sink);
    }
  }

  @Test
  void asksForNoMoreThanTheChannelGives() throws Exception {
    sink.capacity = 100;
    put(sink, 0, 20_000);
    try (PullRig<FlumeEvent> rig = new PullRig<>(from(sink).maxBatchEvents(1_000).build())) {
      awaitEmpty(sink);
      assertThat(rig.intake.records()).hasSize(20_000).doesNotHaveDuplicates();
      assertThat(sink.channel.mostTaken()).isEqualTo(100);
      assertThat(rig.count("polls") - rig.count("batches.acked")).isLessThan(12);
      assertThat(rig.context.errors()).isEmpty();
      assertThat(sink.connects()).isEqualTo(1);
    }
  }

  @Test
  void aChannelThatGivesNotEvenOneIsAnErrorAndNoHotLoop() throws Exception {
    sink.capacity = 0;
    try (PullRig<FlumeEvent> rig =
        new PullRig<>(
            PullRig.builder(
                    ReceiverSettings.builder()
                        .backoff(Duration.ofMillis(50), Duration.ofMillis(400)))
                .sink("127.0.0.1", sink.port())
                .build())) {
      await().atMost(SOON).until(() -> rig.context.errors().size() == 1);
      await().during(Duration.ofSeconds(1)).atMost(SOON).until(() -> rig.count("polls") < 70);
      assertThat(rig.context.errors().get(0)).contains("it answers: Take list for ");
    }
  }

  @Test
  void anAckThatComesTooLateIsAmbiguous() throws Exception {
    put(sink, 0, 3);
    try (PullRig<FlumeEvent> rig = new PullRig<>(from(sink).build())) {
      rig.intake.hold();
      awaitTaken(rig, 1);
      rig.skippedNanos.set(TimeUnit.SECONDS.toNanos(60));
      rig.intake.taken().get(0).durable.complete(null);
      awaitCount(rig, "batches.ambiguous", 1);
      assertThat(rig.count("batches.acked")).isEqualTo(1);
      put(sink, 3, 4);
      awaitTaken(rig, 2);
      rig.intake.taken().get(1).durable.complete(null);
      awaitCount(rig, "batches.acked", 2);
      assertThat(rig.count("batches.ambiguous")).isEqualTo(1);
    }
  }

  @Test
  void whatWaitsTooLongIsTakenBack() throws Exception {
    put(sink, 0, 3);
    try (PullRig<FlumeEvent> rig = new PullRig<>(from(sink).build())) {
      rig.intake.full(true);
      rig.intake.hold();
      rig.intake.withdrawable();
      await().atMost(SOON).until(() -> sink.channel.open() == 1);
      rig.skippedNanos.set(TimeUnit.SECONDS.toNanos(60));
      rig.intake.full(false);
      awaitCount(rig, "batches.nacked", 1);
      assertThat(rig.count("batches.ambiguous")).isZero();
      awaitTaken(rig, 2);
      rig.intake.taken().get(1).durable.complete(null);
      awaitEmpty(sink);
    }
  }

  @Test
  void aCommitThatFailsIsAmbiguousAndComesAgain() throws Exception {
    sink.commitFails = true;
    put(sink, 0, 3);
    try (PullRig<FlumeEvent> rig = new PullRig<>(from(sink).build())) {
      await().atMost(SOON).until(() -> rig.count("batches.ambiguous") > 0);
      sink.commitFails = false;
      awaitEmpty(sink);
      assertThat(rig.intake.records()).hasSizeGreaterThanOrEqualTo(6);
      assertThat(rig.context.errors()).hasSize(1);
      assertThat(rig.context.errors().get(0)).contains("the commit failed");
      assertThat(sink.connects()).isEqualTo(1);
    }
  }

  @Test
  void anAckThatIsNotAnsweredIsAmbiguous() throws Exception {
    sink.ackUnanswered = true;
    put(sink, 0, 3);
    try (PullRig<FlumeEvent> rig = new PullRig<>(from(sink).answerTimeout(ANSWER).build())) {
      awaitCount(rig, "batches.ambiguous", 1);
      await().atMost(SOON).until(() -> sink.connects() > 1);
      assertThat(rig.context.errors().get(0)).contains("no whole answer within 2,000 ms");
    }
  }

  @Test
  void anEmptyBatchIsAckedAndNotStored() throws Exception {
    sink.emptyBatches.set(2);
    put(sink, 0, 1);
    try (PullRig<FlumeEvent> rig = new PullRig<>(from(sink).build())) {
      awaitEmpty(sink);
      assertThat(rig.count("polls")).isGreaterThanOrEqualTo(3);
      awaitCount(rig, "batches.acked", 1);
      assertThat(rig.intake.taken()).hasSize(1);
      assertThat(rig.context.errors()).isEmpty();
    }
  }

  @Test
  void anErrorWithoutAMessageIsReportedOnceAndTriedAgain() throws Exception {
    sink.pollThrows = true;
    put(sink, 0, 1);
    try (PullRig<FlumeEvent> rig = new PullRig<>(from(sink).build())) {
      await().atMost(SOON).until(() -> rig.count("polls") > 3);
      assertThat(rig.context.errors()).hasSize(1);
      sink.pollThrows = false;
      awaitEmpty(sink);
      assertThat(sink.connects()).isEqualTo(1);
    }
  }

  @Test
  void aSinkThatSaysNothingDisturbsNoOther() throws Exception {
    try (FakeSink mute = new FakeSink()) {
      mute.silent(true);
      put(sink, 0, 10);
      try (PullRig<FlumeEvent> rig =
          new PullRig<>(from(sink).sink("127.0.0.1", mute.port()).answerTimeout(ANSWER).build())) {
        awaitEmpty(sink);
        await().atMost(SOON).until(() -> mute.connects() > 1);
        assertThat(rig.context.errors())
            .singleElement()
            .asString()
            .contains("no whole answer within 2,000 ms");
        assertThat(rig.connections()).isEqualTo(1);
      }
    }
  }

  @Test
  void whoeverSpeaksAnotherProtocolIsNotPolled() throws Exception {
    try (PushRig<FlumeEvent> source = PushRig.of(PushRig.builder().build());
        PullRig<FlumeEvent> rig =
            new PullRig<>(PullRig.builder().sink("127.0.0.1", source.port()).build())) {
      await().atMost(SOON).until(() -> !rig.context.errors().isEmpty());
      assertThat(rig.context.errors().get(0))
          .contains("that is like ours: it speaks AvroSourceProtocol");
      assertThat(rig.count("polls")).isZero();
    }
  }

  @Test
  void aStopEndsAPollOfAnEmptyChannelAtOnce() throws Exception {
    PullRig<FlumeEvent> rig =
        new PullRig<>(
            PullRig.builder(ReceiverSettings.builder().drainTimeout(Duration.ofSeconds(8)))
                .sink("127.0.0.1", sink.port())
                .build());
    await().atMost(SOON).until(() -> rig.count("polls") == 1);
    assertReturns(rig::close);
    await().atMost(SOON).until(() -> sink.connections() == 0);
    put(sink, 0, 3);
    assertThat(rig.intake.taken()).isEmpty();
    assertThat(sink.channel.content()).hasSize(3);
    assertThat(rig.context.errors()).isEmpty();
  }

  @Test
  void whatIsNotDurableAtAStopIsNotAcked() throws Exception {
    put(sink, 0, 3);
    PullRig<FlumeEvent> rig =
        new PullRig<>(
            PullRig.builder(ReceiverSettings.builder().drainTimeout(Duration.ofMillis(300)))
                .sink("127.0.0.1", sink.port())
                .build());
    rig.intake.hold();
    awaitTaken(rig, 1);
    assertReturns(rig::close);
    rig.intake.taken().get(0).durable.complete(null);
    assertThat(sink.channel.awaitNothingOpen(SOON.toMillis())).isTrue();
    assertThat(sink.channel.content()).hasSize(3);
    assertThat(rig.count("batches.acked")).isZero();
  }

  @Test
  void whatIsDurableAtAStopIsAcked() throws Exception {
    put(sink, 0, 3);
    PullRig<FlumeEvent> rig = new PullRig<>(from(sink).build());
    rig.intake.hold();
    awaitTaken(rig, 1);
    Thread stop = new Thread(() -> closeQuietly(rig));
    stop.start();
    await().atMost(SOON).until(() -> stop.getState() == Thread.State.TIMED_WAITING);
    rig.intake.taken().get(0).durable.complete(null);
    stop.join();
    assertThat(sink.channel.content()).isEmpty();
  }

  private static void closeQuietly(PullRig<?> rig) {
    try {
      rig.close();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** In less than the half of 8 s after which what hangs is cut off. */
  private static void assertReturns(Close close) throws Exception {
    long since = System.nanoTime();
    close.run();
    if (System.nanoTime() - since > TimeUnit.MILLISECONDS.toNanos(3_900)) {
      throw new TimeoutException("the source did not close in time");
    }
  }

  private interface Close {
    void run() throws Exception;
  }

  @Test
  void poisonIsToldWithItsSinkAndLeftOut() throws Exception {
    List<FlumeEvent> events = new ArrayList<>();
    for (int number = 0; number < 3; number++) {
      events.add(
          FlumeEvent.of(
              Map.of("origin", "a", "number", number == 1 ? "x" : "" + number), new byte[1]));
    }
    events.forEach(sink.channel::put);
    try (PullRig<?> rig = new PullRig<>(from(sink).buildPositioned())) {
      awaitEmpty(sink);
      assertThat(rig.intake.records()).hasSize(2);
      assertThat(rig.context.poison())
          .containsExactly(
              "event 1 of a batch of 3 from 127.0.0.1:%d: the header number is no number"
                  .formatted(sink.port()));
    }
  }
}
