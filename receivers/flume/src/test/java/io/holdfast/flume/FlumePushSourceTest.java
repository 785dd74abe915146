// SPDX-License-Identifier: Apache-2.0
package io.holdfast.flume;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.holdfast.core.PoisonException;
import io.holdfast.core.PoisonPolicy;
import io.holdfast.core.Positioned;
import io.holdfast.core.ReceiverSettings;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.flume.Event;
import org.apache.flume.EventDeliveryException;
import org.apache.flume.api.RpcClient;
import org.apache.flume.event.EventBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A source and Flume's own client, or one that sends bytes as a test wants them. */
@Timeout(value = 1, unit = TimeUnit.MINUTES)
class FlumePushSourceTest {

  private static Event event(String text) {
    return EventBuilder.withBody(text, UTF_8);
  }

  private static List<Event> events(int from, int until) {
    return IntStream.range(from, until).mapToObj(i -> event("event-" + i)).toList();
  }

  private static List<String> texts(List<FlumeEvent> events) {
    return events.stream().map(FlumeEvent::bodyText).toList();
  }

  private static FlumeEvent numbered(int i) {
    return FlumeEvent.of(Map.of(), Integer.toString(i).getBytes(UTF_8));
  }

  /** Sends on a thread of its own; completes when it is answered. */
  private static CompletableFuture<Void> append(RpcClient client, Event event) {
    return CompletableFuture.runAsync(
        () -> {
          try {
            client.append(event);
          } catch (EventDeliveryException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  private static FlumePushReceiver.Builder impatient(Duration patience) {
    return PushRig.builder().settings(ReceiverSettings.builder().patience(patience).build());
  }

  @Test
  void takesSingleEventsAndBatchesInTheirOrder() throws Exception {
    try (PushRig<FlumeEvent> rig = PushRig.of(PushRig.builder().build())) {
      RpcClient client = rig.client("batch-size", "1000");

      client.append(event("single"));
      client.appendBatch(events(0, 1000));
      client.appendBatch(List.of());

      List<String> texts = texts(rig.intake.records());
      assertThat(texts).hasSize(1001).startsWith("single", "event-0").endsWith("event-999");
    }
  }

  @Test
  void answersWhenItIsDurableAndNotBefore() throws Exception {
    try (PushRig<FlumeEvent> rig = PushRig.of(PushRig.builder().build())) {
      rig.intake.hold();
      CompletableFuture<Void> sent = append(rig.client(), event("a"));

      await().until(() -> rig.intake.taken().size() == 1);
      await().during(Duration.ofMillis(200)).until(() -> !sent.isDone());
      rig.intake.taken().get(0).durable.complete(null);

      sent.get(5, TimeUnit.SECONDS);
      assertThat(rig.count("batches.failed")).isZero();
    }
  }

  @Test
  void answersFailedWhatIsNotStored() throws Exception {
    try (PushRig<FlumeEvent> rig = PushRig.of(PushRig.builder().build())) {
      rig.intake.hold();
      CompletableFuture<Void> sent = append(rig.client(), event("a"));
      await().until(() -> rig.intake.taken().size() == 1);

      rig.intake.taken().get(0).fail(false);

      assertThatThrownBy(() -> sent.get(5, TimeUnit.SECONDS)).hasStackTraceContaining("FAILED");
      assertThat(rig.count("batches.failed")).isEqualTo(1);
      assertThat(rig.count("batches.ambiguous")).isZero();
    }
  }

  @Test
  void answersFailedInTimeAndCountsWhatIsStoredAllTheSame() throws Exception {
    try (PushRig<FlumeEvent> rig = PushRig.of(impatient(Duration.ofMillis(200)).build())) {
      rig.intake.hold();
      CompletableFuture<Void> sent = append(rig.client(), event("a"));

      assertThatThrownBy(() -> sent.get(5, TimeUnit.SECONDS)).hasStackTraceContaining("FAILED");
      assertThat(rig.count("batches.ambiguous")).isZero();
      rig.intake.taken().get(0).durable.complete(null);

      await().until(() -> rig.count("batches.ambiguous") == 1);
    }
  }

  @Test
  void answersFailedInTimeWhatFindsNoRoom() throws Exception {
    try (PushRig<FlumeEvent> rig = PushRig.of(impatient(Duration.ofMillis(200)).build())) {
      rig.intake.full(true);
      CompletableFuture<Void> sent = append(rig.client(), event("a"));

      assertThatThrownBy(() -> sent.get(5, TimeUnit.SECONDS)).hasStackTraceContaining("FAILED");

      assertThat(rig.count("batches.failed")).isEqualTo(1);
      assertThat(rig.intake.taken()).isEmpty();
    }
  }

  @Test
  void whatWaitsForRoomGetsIn() throws Exception {
    try (PushRig<FlumeEvent> rig = PushRig.of(PushRig.builder().build())) {
      rig.intake.full(true);
      CompletableFuture<Void> sent = append(rig.client(), event("a"));
      await().during(Duration.ofMillis(200)).until(() -> !sent.isDone());

      rig.intake.full(false);

      sent.get(5, TimeUnit.SECONDS);
    }
  }

  @Test
  void everyEventComesByteForByte() throws Exception {
    byte[] large = new byte[10 << 20];
    for (int i = 0; i < large.length; i++) {
      large[i] = (byte) ((i * 31) >> 7);
    }
    Map<String, String> headers = Map.of("\u20ac", "\ud83d\ude00", "", "", "caf\u00e9", "\u0000");
    try (PushRig<FlumeEvent> rig = PushRig.of(PushRig.builder().build())) {
      RpcClient client = rig.client();
      client.append(EventBuilder.withBody(new byte[0], Map.of()));
      client.appendBatch(
          List.of(
              EventBuilder.withBody(large, headers),
              EventBuilder.withBody(new byte[] {-1, 0, 1}, headers)));

      assertThat(rig.intake.records())
          .containsExactly(
              FlumeEvent.of(Map.of(), new byte[0]),
              FlumeEvent.of(headers, large),
              FlumeEvent.of(headers, new byte[] {-1, 0, 1}));
    }
  }

  @Test
  void takesWhatIsDeflated() throws Exception {
    try (PushRig<FlumeEvent> rig = PushRig.of(PushRig.builder().deflate(true).build())) {
      RpcClient client = rig.client("compression-type", "deflate", "batch-size", "1000");

      for (int i = 0; i < 5; i++) {
        client.appendBatch(events(1000 * i, 1000 * (i + 1)));
      }
      client.append(EventBuilder.withBody(new byte[10 << 20], Map.of()));

      assertThat(rig.intake.records()).hasSize(5001);
      assertThat(texts(rig.intake.records()).subList(0, 5000))
          .isEqualTo(IntStream.range(0, 5000).mapToObj(i -> "event-" + i).toList());
    }
  }

  @Test
  void servesWhatWasSentAheadInItsOrder() throws Exception {
    try (PushRig<FlumeEvent> rig = PushRig.of(PushRig.builder().build());
        RawClient client = new RawClient(rig.port())) {
      rig.intake.hold();
      for (int i = 0; i < 100; i++) {
        client.send(AvroFrames.append(i, i == 0, numbered(i)));
      }
      for (int i = 0; i < 100; i++) {
        int number = i;
        await().pollInterval(Duration.ofMillis(1)).until(() -> rig.intake.taken().size() > number);
        assertThat(rig.intake.taken()).hasSize(number + 1); // one at a time
        rig.intake.taken().get(number).durable.complete(null);
        assertThat(client.answer(number)).isEqualTo(RawClient.OK);
      }
      assertThat(texts(rig.intake.records()))
          .isEqualTo(IntStream.range(0, 100).mapToObj(Integer::toString).toList());
    }
  }

  @Test
  void takesNothingMoreOfAConnectionAfterAFailure() throws Exception {
    try (PushRig<FlumeEvent> rig = PushRig.of(PushRig.builder().build());
        RawClient client = new RawClient(rig.port())) {
      rig.intake.hold();
      for (int i = 0; i < 3; i++) {
        client.send(AvroFrames.append(i, i == 0, numbered(i)));
      }
      await().until(() -> rig.intake.taken().size() == 1);
      rig.intake.taken().get(0).fail(true);

      assertThat(client.answer(0)).isEqualTo(RawClient.FAILED);
      assertThat(client.isEnded()).isTrue();
      assertThat(rig.intake.taken()).hasSize(1);
      assertThat(rig.count("batches.ambiguous")).isEqualTo(1);
    }
  }

  @Test
  void takesAFrameByteByByte() throws Exception {
    try (PushRig<FlumeEvent> rig = PushRig.of(PushRig.builder().build());
        RawClient client = new RawClient(rig.port())) {
      for (byte one : AvroFrames.appendBatch(9, true, List.of(numbered(1), numbered(2)))) {
        client.send(new byte[] {one});
      }
      assertThat(client.answer(9)).isEqualTo(RawClient.OK);
      assertThat(texts(rig.intake.records())).containsExactly("1", "2");
    }
  }

  @Test
  void sealsAtOnceWhenAllWait() throws Exception {
    try (PushRig<FlumeEvent> rig = PushRig.of(PushRig.builder().build());
        RawClient first = new RawClient(rig.port());
        RawClient second = new RawClient(rig.port())) {
      await().until(() -> rig.connections() == 2);
      rig.intake.hold();
      first.send(AvroFrames.append(1, true, numbered(1)));
      await().until(() -> rig.intake.delays().size() == 1);
      second.send(AvroFrames.append(2, true, numbered(2)));
      await().until(() -> rig.intake.delays().size() == 2);

      assertThat(rig.intake.delays().get(1)).isZero();
    }
  }

  @Test
  void waitsALittleForWhoeverWasJustAnswered() throws Exception {
    try (PushRig<FlumeEvent> rig = PushRig.of(PushRig.builder().build());
        RawClient often = new RawClient(rig.port());
        RawClient seldom = new RawClient(rig.port())) {
      List<Duration> delays = new ArrayList<>();
      for (int i = 0; i < 50; i++) { // the machine may be slow, but not each time
        seldom.send(AvroFrames.append(2 * i, i == 0, numbered(2 * i)));
        assertThat(seldom.answer(2 * i)).isEqualTo(RawClient.OK);
        often.send(AvroFrames.append(2 * i + 1, i == 0, numbered(2 * i + 1)));
        assertThat(often.answer(2 * i + 1)).isEqualTo(RawClient.OK);
        delays.add(rig.intake.delays().get(2 * i + 1));
      }
      assertThat(delays)
          .allMatch(delay -> delay.compareTo(Duration.ofMillis(5)) <= 0)
          .anyMatch(delay -> !delay.isZero());
    }
  }

  private static byte[] numbers(int... numbers) {
    ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES * numbers.length);
    for (int number : numbers) {
      bytes.putInt(number);
    }
    return bytes.array();
  }

  @Test
  void whatIsNoRequestClosesItsConnectionOnly() throws Exception {
    List<byte[]> broken = new ArrayList<>();
    broken.add("GET / HTTP/1.1\r\n\r\n".getBytes(UTF_8));
    broken.add(numbers(1, 0));
    broken.add(numbers(1, -1));
    broken.add(numbers(1, Integer.MAX_VALUE));
    broken.add(numbers(1, 1, -1));
    broken.add(numbers(1, 1, Integer.MAX_VALUE));
    ByteBuffer tooLargeTogether = ByteBuffer.allocate((1 << 20) + 4 * Integer.BYTES);
    tooLargeTogether.putInt(1).putInt(2).putInt(1 << 20).putInt((1 << 20) + 12, 1);
    broken.add(tooLargeTogether.array());
    broken.add(AvroFrames.frame(1, new byte[0]));
    broken.add(AvroFrames.frame(1, new byte[30])); // a handshake, but for its end
    broken.add(AvroFrames.frame(1, "no handshake, though long enough for one".getBytes(UTF_8)));
    try (PushRig<FlumeEvent> rig = PushRig.of(PushRig.builder().maxFrameBytes(1 << 20).build());
        RawClient good = new RawClient(rig.port())) {
      good.send(AvroFrames.append(1, true, numbered(1)));
      assertThat(good.answer(1)).isEqualTo(RawClient.OK);
      int closed = 0;
      for (byte[] bytes : broken) {
        try (RawClient client = new RawClient(rig.port())) {
          client.send(bytes);
          assertThat(client.isEnded()).isTrue();
          closed++;
          int soFar = closed;
          await().until(() -> rig.count("connections.broken") == soFar);
        }
      }
      good.send(AvroFrames.append(2, false, numbered(2)));
      assertThat(good.answer(2)).isEqualTo(RawClient.OK);
      assertThat(rig.intake.failure()).isNull();
      await().until(() -> rig.connections() == 1 && rig.buffered() == 0);
    }
  }

  @Test
  void aBatchOfTooManyEventsClosesItsConnection() throws Exception {
    try (PushRig<FlumeEvent> rig = PushRig.of(PushRig.builder().maxBatchEvents(2).build());
        RawClient client = new RawClient(rig.port())) {
      List<FlumeEvent> three = List.of(numbered(1), numbered(2), numbered(3));
      client.send(AvroFrames.appendBatch(1, true, three.subList(0, 2)));
      assertThat(client.answer(1)).isEqualTo(RawClient.OK);
      client.send(AvroFrames.appendBatch(2, false, three));
      assertThat(client.isEnded()).isTrue();
      assertThat(rig.intake.records()).hasSize(2);
    }
  }

  @Test
  void closesWhoNeverCompletesARequest() throws Exception {
    FlumePushReceiver<FlumeEvent> receiver =
        PushRig.builder().frameTimeout(Duration.ofMillis(300)).build();
    try (PushRig<FlumeEvent> rig = PushRig.of(receiver);
        RawClient silent = new RawClient(rig.port());
        RawClient half = new RawClient(rig.port());
        RawClient idle = new RawClient(rig.port())) {
      half.send(numbers(1, 1, 1000));
      idle.send(AvroFrames.append(0, true, numbered(0)));
      assertThat(idle.answer(0)).isEqualTo(RawClient.OK);

      assertThat(silent.isEnded()).isTrue();
      assertThat(half.isEnded()).isTrue();
      await().until(() -> rig.count("connections.broken") == 2 && rig.buffered() == 0);
      idle.send(AvroFrames.append(1, false, numbered(1)));
      assertThat(idle.answer(1)).isEqualTo(RawClient.OK);
    }
  }

  @Test
  void refusesMoreConnectionsThanItMayHave() throws Exception {
    try (PushRig<FlumeEvent> rig = PushRig.of(PushRig.builder().maxConnections(1).build())) {
      try (RawClient first = new RawClient(rig.port())) {
        await().until(() -> rig.connections() == 1);
        try (RawClient second = new RawClient(rig.port())) {
          assertThat(second.isEnded()).isTrue();
        }
        first.send(AvroFrames.append(0, true, numbered(0)));
        assertThat(first.answer(0)).isEqualTo(RawClient.OK);
      }
      await().until(() -> rig.connections() == 0);
      assertThat(rig.count("connections.refused")).isEqualTo(1);
      rig.client().append(event("a"));
    }
  }

  @Test
  void boundsWhatAllTogetherHoldAndGoesOn() throws Exception {
    int clients = 8;
    FlumeEvent large = FlumeEvent.of(Map.of(), new byte[600_000]);
    FlumePushReceiver<FlumeEvent> receiver =
        PushRig.builder().maxFrameBytes(1 << 20).maxBufferedBytes(1 << 20).build();
    try (PushRig<FlumeEvent> rig = PushRig.of(receiver)) {
      rig.intake.hold();
      List<RawClient> all = new ArrayList<>();
      for (int i = 0; i < clients; i++) {
        RawClient client = new RawClient(rig.port());
        all.add(client);
        CompletableFuture<Void> unused = CompletableFuture.runAsync(() -> send(client, large));
      }
      for (int i = 0; i < clients; i++) {
        int number = i;
        await().until(() -> rig.intake.taken().size() > number);
        assertThat(rig.buffered()).isLessThanOrEqualTo(2 << 20);
        rig.intake.taken().get(number).durable.complete(null);
      }
      for (RawClient client : all) {
        assertThat(client.answer(1)).isEqualTo(RawClient.OK);
        client.close();
      }
      await().until(() -> rig.buffered() == 0);
    }
  }

  private static void send(RawClient client, FlumeEvent event) {
    try {
      client.send(AvroFrames.append(1, true, event));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aClientThatHasGoneIsForgotten() throws Exception {
    try (PushRig<FlumeEvent> rig = PushRig.of(PushRig.builder().build())) {
      rig.intake.hold();
      try (RawClient client = new RawClient(rig.port())) {
        client.send(AvroFrames.append(0, true, numbered(0)));
        await().until(() -> rig.intake.taken().size() == 1);
      }
      await().until(() -> rig.connections() == 0 && rig.buffered() == 0);
      rig.intake.taken().get(0).durable.complete(null);

      await().until(() -> rig.count("batches.ambiguous") == 1);
    }
  }

  @Test
  void takesTheNextPortOfARange() throws Exception {
    try (PushRig<FlumeEvent> first = PushRig.of(PushRig.builder().build())) {
      int port = first.port();
      FlumePushReceiver.Builder same = PushRig.builder().port(port);
      assertThatThrownBy(() -> PushRig.of(same.build()))
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith("cannot listen on 127.0.0.1:%d: ".formatted(port));
      FlumePushReceiver<FlumeEvent> range = same.ports(port, Math.min(port + 20, 65_535)).build();
      try (PushRig<FlumeEvent> second = PushRig.of(range)) {
        assertThat(second.port()).isBetween(port + 1, port + 20);
        second.client().append(event("a"));
        assertThat(second.intake.records()).hasSize(1);
      }
    }
  }

  @Test
  void leavesNoThreadAndNoPortBehind() throws Exception {
    PushRig<FlumeEvent> rig = PushRig.of(PushRig.builder().build());
    int port = rig.port();
    rig.client().append(event("a"));
    rig.intake.full(true);
    CompletableFuture<Void> waiting = append(rig.client(), event("b"));
    await().during(Duration.ofMillis(100)).until(() -> !waiting.isDone());

    rig.close();

    assertThat(Thread.getAllStackTraces().keySet())
        .filteredOn(thread -> thread.getName().startsWith("flume-push"))
        .isEmpty();
    PushRig.of(PushRig.builder().port(port).build()).close();
  }

  @Test
  void deliversPositionsAndTellsPoison() throws Exception {
    try (PushRig<Positioned<FlumeEvent>> rig =
        PushRig.of(PushRig.builder().positionHeaders("from", "n").buildPositioned())) {
      rig.client()
          .appendBatch(
              List.of(
                  EventBuilder.withBody("a", UTF_8, Map.of("from", "x", "n", "4")),
                  EventBuilder.withBody("b", UTF_8, Map.of("from", "x")),
                  EventBuilder.withBody("c", UTF_8, Map.of("from", "x", "n", "9"))));

      assertThat(rig.intake.records()).extracting(Positioned::offset).containsExactly(4L, 9L);
      assertThat(rig.intake.taken()).hasSize(2);
      assertThat(rig.context.poison()).hasSize(1);
      assertThat(rig.context.poison().get(0))
          .startsWith("event 1 of a batch of 3 from /127.0.0.1:")
          .endsWith(": there is no header n");
    }
  }

  @Test
  void poisonUnderFailEndsTheSession() throws Exception {
    try (PushRig<Positioned<FlumeEvent>> rig =
        PushRig.of(PushRig.builder().buildPositioned(), PoisonPolicy.FAIL)) {
      CompletableFuture<Void> sent = append(rig.client(), event("no headers"));

      assertThatThrownBy(() -> sent.get(5, TimeUnit.SECONDS)).hasStackTraceContaining("FAILED");
      assertThat(rig.intake.failure()).isInstanceOf(PoisonException.class);
      assertThat(rig.intake.taken()).isEmpty();
    }
  }
}
