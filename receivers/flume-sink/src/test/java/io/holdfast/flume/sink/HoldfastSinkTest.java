// SPDX-License-Identifier: Apache-2.0
package io.holdfast.flume.sink;

import static io.holdfast.flume.sink.SinkRig.numbers;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.holdfast.flume.sink.SinkClient.Batch;
import io.holdfast.flume.sink.SinkClient.RemoteException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.management.ObjectName;
import org.apache.flume.Event;
import org.apache.flume.FlumeException;
import org.apache.flume.event.EventBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the sink promises, on Flume's own channels. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class HoldfastSinkTest {
  private static final Duration SOON = Duration.ofSeconds(30);

  /** How long an answer that must not come is waited for. */
  private static final int QUIET_MILLIS = 300;

  @AfterEach
  void noThreadIsLeft() {
    assertThat(SinkRig.threads()).isEmpty();
  }

  private static void soon(Callable<Boolean> condition) {
    await().atMost(SOON).until(condition);
  }

  @Test
  void whatIsAcknowledgedLeavesTheChannelInOrder() throws Exception {
    try (SinkRig rig = SinkRig.memory("threads", "1");
        SinkClient client = rig.client()) {
      rig.putNumbers(25);
      List<String> received = new ArrayList<>();
      List<String> sequenceNumbers = new ArrayList<>();
      while (received.size() < 25) {
        Batch batch = client.getEventBatch(10);
        assertThat(batch.errorMsg()).isEmpty();
        received.addAll(batch.texts());
        sequenceNumbers.add(batch.sequenceNumber());
        client.ack(batch.sequenceNumber());
      }

      assertThat(received).isEqualTo(numbers(0, 25));
      assertThat(sequenceNumbers).hasSize(3).doesNotHaveDuplicates();
      assertThat(rig.figures().getEventDrainAttemptCount()).isEqualTo(25);
      assertThat(rig.figures().getEventDrainSuccessCount()).isEqualTo(25);
      assertThat(rig.figures().getBatchCompleteCount()).isEqualTo(2);
      assertThat(rig.figures().getBatchUnderflowCount()).isEqualTo(1);
      assertThat(rig.rest()).isEmpty();
    }
  }

  @Test
  void whatIsNotAcknowledgedStays() throws Exception {
    try (SinkRig rig = SinkRig.memory();
        SinkClient client = rig.client()) {
      rig.putNumbers(5);
      assertThat(client.getEventBatch(3).texts()).isEqualTo(numbers(0, 3));

      assertThat(rig.rest()).isEqualTo(numbers(0, 5));
    }
  }

  @Test
  void whatIsRefusedComesAgain() throws Exception {
    try (SinkRig rig = SinkRig.memory("threads", "1");
        SinkClient client = rig.client()) {
      rig.putNumbers(5);
      Batch first = client.getEventBatch(3);
      client.nack(first.sequenceNumber());
      Batch second = client.getEventBatch(10);

      assertThat(second.texts()).isEqualTo(numbers(0, 5));
      assertThat(second.sequenceNumber()).isNotEqualTo(first.sequenceNumber());
      assertThat(rig.figures().getBatchNackCount()).isEqualTo(1);
    }
  }

  @Test
  void anAcknowledgementIsAnsweredAfterTheCommit() throws Exception {
    try (SinkRig rig = SinkRig.memory();
        SinkClient client = rig.client()) {
      rig.put("a");
      Batch batch = client.getEventBatch(10);
      CountDownLatch gate = new CountDownLatch(1);
      rig.channel.holdCommits(gate);
      client.sendAck(batch.sequenceNumber());

      assertThat(rig.channel.awaitCommit()).isTrue();
      assertThat(client.isSilentFor(QUIET_MILLIS)).isTrue();
      gate.countDown();
      client.answer();
      assertThat(rig.rest()).isEmpty();
    }
  }

  @Test
  void anAcknowledgementFailsIfTheChannelDoesNotCommit() throws Exception {
    try (SinkRig rig = SinkRig.memory("threads", "1");
        SinkClient client = rig.client()) {
      rig.putNumbers(2);
      Batch batch = client.getEventBatch(10);
      rig.channel.failCommit();

      assertThatThrownBy(() -> client.ack(batch.sequenceNumber()))
          .isInstanceOf(RemoteException.class)
          .hasMessageContaining("the disk is full")
          .hasMessageContaining("come again");
      client.nack(batch.sequenceNumber()); // as Spark's poller does then
      Batch again = client.getEventBatch(10);
      assertThat(again.texts()).isEqualTo(numbers(0, 2));
      client.ack(again.sequenceNumber());
      assertThat(rig.figures().getEventWriteFail()).isEqualTo(1);
      assertThat(rig.rest()).isEmpty();
    }
  }

  @Test
  void anAcknowledgementFailsIfItComesTooLate() throws Exception {
    try (SinkRig rig = SinkRig.memory("timeout", "1", "threads", "1");
        SinkClient client = rig.client()) {
      rig.putNumbers(2);
      Batch batch = client.getEventBatch(10);
      soon(() -> rig.figures().getBatchTimeoutCount() == 1);

      assertThatThrownBy(() -> client.ack(batch.sequenceNumber()))
          .isInstanceOf(RemoteException.class)
          .hasMessageContaining("not open");
      assertThat(rig.figures().getLateAckCount()).isEqualTo(1);
      client.nack(batch.sequenceNumber()); // as Spark's poller does then
      assertThat(client.getEventBatch(10).texts()).isEqualTo(numbers(0, 2));
    }
  }

  @Test
  void aClientThatGoesAwayLeavesItsBatchAtOnce() throws Exception {
    try (SinkRig rig = SinkRig.memory("threads", "1");
        SinkClient other = rig.client()) {
      rig.putNumbers(3);
      try (SinkClient client = rig.client()) {
        assertThat(client.getEventBatch(2).texts()).isEqualTo(numbers(0, 2));
      }
      soon(() -> rig.figures().getBatchClientGoneCount() == 1); // the time-out is a minute

      assertThat(other.getEventBatch(10).texts()).isEqualTo(numbers(0, 3));
    }
  }

  @Test
  void anAcknowledgementCountsThoughItsClientHasGone() throws Exception {
    try (SinkRig rig = SinkRig.memory()) {
      rig.put("a");
      try (SinkClient client = rig.client()) {
        client.sendAck(client.getEventBatch(1).sequenceNumber());
      }

      soon(() -> rig.figures().getEventDrainSuccessCount() == 1);
      assertThat(rig.rest()).isEmpty();
    }
  }

  /** Without a keep-alive it waits between takes, and with one in the take. */
  @ParameterizedTest
  @ValueSource(ints = {0, 2})
  void aPollWhoseClientHasGoneGetsNothing(int keepAliveSeconds) throws Exception {
    try (SinkRig rig = SinkRig.memory(keepAliveSeconds, 100, "threads", "1")) {
      try (SinkClient dead = rig.client()) {
        dead.askBatch(10);
        soon(() -> rig.figures().getBatchEmptyCount() > 0);
      }
      rig.put("a", "b");

      try (SinkClient alive = rig.client()) {
        Batch batch = alive.getEventBatch(1);
        assertThat(batch.texts()).containsExactly("a");
        alive.ack(batch.sequenceNumber());
      }
      assertThat(rig.figures().getEventDrainAttemptCount()).isEqualTo(1);
      assertThat(rig.rest()).containsExactly("b");
    }
  }

  @Test
  void aPollWaitsForAnEvent() throws Exception {
    try (SinkRig rig = SinkRig.memory();
        SinkClient client = rig.client()) {
      client.askBatch(10);
      assertThat(client.isSilentFor(QUIET_MILLIS)).isTrue();
      rig.put("a");

      assertThat(client.readBatch().texts()).containsExactly("a");
    }
  }

  @Test
  void aConnectionHasOneOpenBatch() throws Exception {
    try (SinkRig rig = SinkRig.memory();
        SinkClient client = rig.client()) {
      rig.putNumbers(4);
      Batch first = client.getEventBatch(2);
      Batch refused = client.getEventBatch(2);
      assertThat(refused.errorMsg()).contains(first.sequenceNumber());
      assertThat(refused.events()).isEmpty();
      client.ack(first.sequenceNumber());

      assertThat(client.getEventBatch(2).texts()).isEqualTo(numbers(2, 4));
    }
  }

  @Test
  void aBatchBelongsToItsConnection() throws Exception {
    try (SinkRig rig = SinkRig.memory();
        SinkClient client = rig.client();
        SinkClient other = rig.client()) {
      rig.put("a");
      Batch batch = client.getEventBatch(1);
      assertThatThrownBy(() -> other.ack(batch.sequenceNumber()))
          .isInstanceOf(RemoteException.class);
      other.nack(batch.sequenceNumber());
      client.ack(batch.sequenceNumber());

      assertThat(rig.rest()).isEmpty();
    }
  }

  @Test
  void aBatchIsNoLargerThanTheChannelsTransaction() throws Exception {
    try (SinkRig rig = SinkRig.memory(0, 10)) {
      assertThat(pollAll(rig, 25)).containsExactly(10, 10, 5);
    }
  }

  @Test
  void aBatchIsNoLargerThanTheTransactionOfAFileChannel(@TempDir Path directory) throws Exception {
    try (SinkRig rig = SinkRig.file(directory, 10)) {
      assertThat(pollAll(rig, 25)).containsExactly(10, 10, 5);
    }
  }

  /** Polls for more than there is; returns the sizes of the batches. */
  private static List<Integer> pollAll(SinkRig rig, int count) throws IOException {
    rig.putNumbers(count);
    List<String> received = new ArrayList<>();
    List<Integer> sizes = new ArrayList<>();
    try (SinkClient client = rig.client()) {
      while (received.size() < count) {
        Batch batch = client.getEventBatch(1_000);
        assertThat(batch.errorMsg()).isEmpty();
        received.addAll(batch.texts());
        sizes.add(batch.events().size());
        client.ack(batch.sequenceNumber());
      }
    }
    assertThat(received).isEqualTo(numbers(0, count));
    assertThat(rig.rest()).isEmpty();
    return sizes;
  }

  @Test
  void aTakeThatFailsLosesNothing() throws Exception {
    try (SinkRig rig = SinkRig.memory()) {
      rig.channel.failTakeAfter(4);
      assertThat(pollAll(rig, 10)).containsExactly(4, 4, 2);
    }
  }

  @Test
  void aChannelThatFailsIsSaidInTheBatch() throws Exception {
    try (SinkRig rig = SinkRig.memory("threads", "1");
        SinkClient client = rig.client()) {
      rig.put("a");
      rig.channel.failTakeAfter(0);
      Batch none = client.getEventBatch(10);
      assertThat(none.errorMsg()).contains("the disk is broken");
      assertThat(none.events()).isEmpty();
      assertThat(rig.figures().getChannelReadFail()).isEqualTo(1);

      assertThat(client.getEventBatch(10).texts()).containsExactly("a");
    }
  }

  /** What Flume keeps for a thread may be broken then, so the thread has to end. */
  @Test
  void aConnectionEndsIfItsBatchCannotBeGivenBack() throws Exception {
    try (SinkRig rig = SinkRig.memory("threads", "1");
        SinkClient client = rig.client()) {
      rig.put("a");
      Batch batch = client.getEventBatch(10);
      rig.channel.failRollback();
      assertThatThrownBy(() -> client.nack(batch.sequenceNumber())).isInstanceOf(IOException.class);

      try (SinkClient other = rig.client()) {
        assertThat(other.getEventBatch(10).texts()).containsExactly("a");
      }
    }
  }

  @Test
  void aBatchIsBoundedInEventsAndBytes() throws Exception {
    try (SinkRig rig = SinkRig.memory("maxBatchEvents", "5", "maxBatchBytes", "1024");
        SinkClient client = rig.client()) {
      rig.putNumbers(6);
      for (int i = 0; i < 4; i++) {
        rig.put(EventBuilder.withBody(new byte[600]));
      }

      assertThat(sizeOfNext(client)).isEqualTo(5);
      assertThat(sizeOfNext(client)).isEqualTo(3);
      assertThat(sizeOfNext(client)).isEqualTo(2);
    }
  }

  private static int sizeOfNext(SinkClient client) throws IOException {
    Batch batch = client.getEventBatch(Integer.MAX_VALUE);
    client.ack(batch.sequenceNumber());
    return batch.events().size();
  }

  @Test
  void eventsSurviveByteForByte() throws Exception {
    byte[] large = new byte[10 << 20];
    new Random(7).nextBytes(large);
    Map<String, String> headers = Map.of("", "", "caf\u00e9", "\u4e2d\ud83d\ude00\n\0");
    try (SinkRig rig = SinkRig.memory();
        SinkClient client = rig.client()) {
      rig.put(EventBuilder.withBody(new byte[0]));
      rig.put(EventBuilder.withBody(large, headers));
      rig.put(EventBuilder.withBody("\u4e2d\r\n\0".getBytes(UTF_8), headers));
      Batch batch = client.getEventBatch(2);
      client.ack(batch.sequenceNumber());
      Batch last = client.getEventBatch(2);

      assertThat(batch.events().get(0).bytes()).isEmpty();
      assertThat(batch.events().get(0).headers()).isEmpty();
      assertThat(batch.events().get(1).bytes()).isEqualTo(large);
      assertThat(batch.events().get(1).headers()).isEqualTo(headers);
      assertThat(last.texts()).containsExactly("\u4e2d\r\n\0");
      assertThat(last.events().get(0).headers()).isEqualTo(headers);
    }
  }

  @Test
  void whatAvroCannotSayIsSaidEmpty() throws Exception {
    try (SinkRig rig = SinkRig.memory();
        SinkClient client = rig.client()) {
      Map<String, String> headers = new HashMap<>();
      headers.put("a", null);
      Event event = EventBuilder.withBody(new byte[] {1});
      event.setHeaders(headers);
      rig.put(event);

      assertThat(client.getEventBatch(1).events().get(0).headers()).isEqualTo(Map.of("a", ""));
    }
  }

  @Test
  void pollsBeyondTheThreadsWait() throws Exception {
    try (SinkRig rig = SinkRig.memory("threads", "1");
        SinkClient first = rig.client();
        SinkClient second = rig.client()) {
      rig.put("a", "b");
      Batch batch = first.getEventBatch(1);
      second.askBatch(1);
      assertThat(second.isSilentFor(QUIET_MILLIS)).isTrue();
      first.ack(batch.sequenceNumber());

      assertThat(second.readBatch().texts()).containsExactly("b");
    }
  }

  @Test
  void connectionsBeyondTheBoundAreRefused() throws Exception {
    try (SinkRig rig = SinkRig.memory("maxConnections", "1")) {
      rig.put("a");
      try (SinkClient first = rig.client();
          SinkClient second = rig.client()) {
        assertThat(second.isEnded()).isTrue();
        assertThat(first.getEventBatch(1).texts()).containsExactly("a");
        assertThat(rig.figures().getConnectionRefusedCount()).isEqualTo(1);
      }
      soon(() -> rig.figures().getConnectionClosedCount() == 1);

      try (SinkClient third = rig.client()) {
        assertThat(third.getEventBatch(1).texts()).containsExactly("a");
      }
    }
  }

  @Test
  void aClientThatReadsNothingDisturbsNobody() throws Exception {
    try (SinkRig rig = SinkRig.memory("timeout", "1");
        SinkClient silent = rig.client();
        SinkClient other = rig.client()) {
      rig.put(EventBuilder.withBody(new byte[20 << 20]));
      silent.askBatch(1);
      soon(() -> rig.figures().getEventDrainAttemptCount() == 1);
      rig.put("b");
      Batch batch = other.getEventBatch(1);
      other.ack(batch.sequenceNumber());
      assertThat(batch.texts()).containsExactly("b");

      soon(() -> rig.figures().getConnectionFailedCount() == 1);
      assertThat(other.getEventBatch(1).events().get(0).bytes()).hasSize(20 << 20);
    }
  }

  @Test
  void stopGivesBackWhatIsOpenAndFreesThePort() throws Exception {
    try (SinkRig rig = SinkRig.memory();
        SinkClient open = rig.client();
        SinkClient waiting = rig.client()) {
      rig.putNumbers(3);
      open.getEventBatch(3);
      waiting.askBatch(3);
      soon(() -> rig.figures().getBatchEmptyCount() > 0);
      int port = rig.port();
      rig.stopSink();
      rig.stopSink();

      assertThat(SinkRig.threads()).isEmpty();
      assertThat(open.isEnded()).isTrue();
      assertThat(waiting.isEnded()).isTrue();
      new ServerSocket(port, 1, InetAddress.getLoopbackAddress()).close();
      rig.start();
      try (SinkClient client = rig.client()) {
        assertThat(client.getEventBatch(3).texts()).isEqualTo(numbers(0, 3));
      }
    }
  }

  @Test
  void stopEndsATakeThatWaitsForLong() throws Exception {
    try (SinkRig rig = SinkRig.memory(100, 100);
        SinkClient client = rig.client()) {
      client.askBatch(1);
      soon(() -> SinkRig.threads().stream().anyMatch(HoldfastSinkTest::takes));
      rig.stopSink();

      assertThat(SinkRig.threads()).isEmpty();
      assertThat(client.isEnded()).isTrue();
    }
  }

  private static boolean takes(Thread thread) {
    return List.of(thread.getStackTrace()).stream()
        .anyMatch(frame -> frame.getClassName().endsWith(".MemoryChannel$MemoryTransaction"));
  }

  @Test
  void aPortThatIsTakenIsNamed() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = Integer.toString(taken.getLocalPort());
      assertThatThrownBy(() -> SinkRig.memory("port", port))
          .isInstanceOf(FlumeException.class)
          .hasMessageContaining("127.0.0.1:" + port)
          .hasMessageContaining("nobody listens on");
    }
  }

  @Test
  void itsFiguresAreBeans() throws Exception {
    try (SinkRig rig = SinkRig.memory();
        SinkClient client = rig.client()) {
      rig.put("a");
      client.nack(client.getEventBatch(1).sequenceNumber());
      ObjectName name = new ObjectName("org.apache.flume.sink:type=polled");

      assertThat(attribute(name, "BatchNackCount")).isEqualTo(1L);
      assertThat(attribute(name, "EventDrainAttemptCount")).isEqualTo(1L);
      assertThat(attribute(name, "ConnectionCreatedCount")).isEqualTo(1L);
    }
  }

  private static Object attribute(ObjectName name, String attribute) throws Exception {
    return ManagementFactory.getPlatformMBeanServer().getAttribute(name, attribute);
  }
}
