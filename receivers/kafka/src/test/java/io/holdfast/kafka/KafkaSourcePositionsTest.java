// SPDX-License-Identifier: Apache-2.0
package io.holdfast.kafka;

import static io.holdfast.kafka.FakeConsumer.partition;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.core.BlockManifest;
import io.holdfast.core.PoisonPolicy;
import io.holdfast.core.Polled;
import io.holdfast.core.PositionRange;
import io.holdfast.core.Positioned;
import io.holdfast.testkit.FakeContext;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a source says of the positions that its batches cover. */
class KafkaSourcePositionsTest {
  private static final Duration TIMEOUT = Duration.ofMillis(10);

  private final FakeConsumer consumer = new FakeConsumer();
  private final FakeContext context = new FakeContext(PoisonPolicy.SKIP);
  private final FakeTopicIds topicIds = new FakeTopicIds();
  private final KafkaSource<Positioned<String>> source =
      Sources.positioned(consumer, topicIds, context, TIMEOUT, System::nanoTime);

  private Polled<Positioned<String>, KafkaPosition> poll() throws InterruptedException {
    return source.poll(1, TIMEOUT);
  }

  /** Polls once and expects to hear no more than where the partitions begin. */
  private void begin() throws InterruptedException {
    Polled<Positioned<String>, KafkaPosition> polled = poll();
    assertThat(polled.isNothing()).isFalse();
    assertThat(polled.batch().records()).isEmpty();
    assertThat(polled.batch().ranges()).isEmpty();
  }

  private static List<String> values(Polled<Positioned<String>, KafkaPosition> polled) {
    return polled.batch().records().stream().map(Positioned::value).toList();
  }

  private static List<PositionRange> ranges(Polled<Positioned<String>, KafkaPosition> polled) {
    return polled.batch().ranges();
  }

  private PositionRange range(int partition, long from, long until) {
    return PositionRange.of(topicIds.name(partition), from, until);
  }

  @Test
  void recordsSayWhereTheyAreAndBatchesWhatTheyCover() throws Exception {
    consumer.assign(0, 1);
    begin();
    consumer.add(0, 0, "a");
    consumer.add(0, 1, "b");
    consumer.add(1, 0, "c");

    Polled<Positioned<String>, KafkaPosition> polled = poll();

    assertThat(polled.batch().records())
        .containsExactlyInAnyOrder(
            Positioned.of(topicIds.name(0), 0, "a"),
            Positioned.of(topicIds.name(0), 1, "b"),
            Positioned.of(topicIds.name(1), 0, "c"));
    assertThat(ranges(polled)).containsExactlyInAnyOrder(range(0, 0, 2), range(1, 0, 1));
  }

  @Test
  void thePartitionIsTheIdOfTheTopicAndItsNumber() throws Exception {
    consumer.assign(7);
    begin();
    consumer.add(7, 0, "a");

    assertThat(poll().batch().records().get(0).partition()).isEqualTo("EjRWeJq83vAAAAAAAAAAAQ-7");
  }

  @Test
  void rangesAreAdjacentFromPollToPoll() throws Exception {
    consumer.assign(0);
    begin();
    for (int offset = 0; offset < 10; offset += 2) {
      consumer.add(0, offset, "a");
      consumer.add(0, offset + 1, "b");
      assertThat(ranges(poll())).containsExactly(range(0, offset, offset + 2));
    }
    assertThat(poll().isNothing()).isTrue();
  }

  @Test
  void coversWhatComesBeforeTheFirstRecord() throws Exception {
    consumer.assign(0);
    consumer.seek(partition(0), 42); // where the group has committed
    consumer.add(0, 45, "a"); // what is in between was aborted

    begin();

    assertThat(ranges(poll())).containsExactly(range(0, 42, 46));
  }

  @Test
  void coversMarkersAfterTheLastRecordOfAPoll() throws Exception {
    consumer.assign(0);
    begin();
    consumer.add(0, 0, "a");
    consumer.standAt(0, 5);

    assertThat(ranges(poll())).containsExactly(range(0, 0, 5));
  }

  @Test
  void aBatchThatOnlyMovesThePositionCoversWhatItMovedOver() throws Exception {
    consumer.assign(0);
    begin();
    consumer.add(0, 0, "a");
    poll();
    consumer.seek(partition(0), 3); // a transaction's marker, or records that were aborted

    Polled<Positioned<String>, KafkaPosition> polled = poll();
    source.commit(List.of(polled.position()));

    assertThat(values(polled)).isEmpty();
    assertThat(ranges(polled)).containsExactly(range(0, 1, 3));
    assertThat(consumer.commits()).containsExactly(Map.of(0, 3L));
  }

  @Test
  void coversSkippedPoisonAndTombstones() throws Exception {
    consumer.assign(0);
    begin();
    consumer.add(0, 0, (String) null);
    consumer.add(0, 1, new byte[] {(byte) 0xFF});
    consumer.add(0, 2, "a");
    consumer.add(0, 3, (String) null);

    Polled<Positioned<String>, KafkaPosition> polled = poll();

    assertThat(polled.batch().records()).containsExactly(Positioned.of(topicIds.name(0), 2, "a"));
    assertThat(ranges(polled)).containsExactly(range(0, 0, 4));
    assertThat(context.poison()).hasSize(1);
  }

  @Test
  void coversNothingThatARevokedPartitionStillHad() throws Exception {
    consumer.assign(0);
    begin();
    consumer.add(0, 0, "a");
    consumer.add(0, 1, "b");
    Polled<Positioned<String>, KafkaPosition> inFlight = poll();

    consumer.assign();
    consumer.assign(0);
    consumer.seek(partition(0), 500); // where another consumer has committed meanwhile
    begin();
    consumer.add(0, 500, "c");

    assertThat(ranges(inFlight)).containsExactly(range(0, 0, 2));
    assertThat(ranges(poll())).containsExactly(range(0, 500, 501));
  }

  @Test
  void rangesBeginAgainAtTheCommitAfterARevocation() throws Exception {
    consumer.assign(0);
    begin();
    consumer.add(0, 0, "a");
    consumer.add(0, 1, "b");
    poll(); // received, but never durable

    consumer.assign();
    consumer.assign(0);
    consumer.seek(partition(0), 0); // nobody has committed
    begin();
    consumer.add(0, 0, "a");

    assertThat(ranges(poll())).containsExactly(range(0, 0, 1));
  }

  @Test
  void aNewPartitionDoesNotHoldUpTheOthers() throws Exception {
    consumer.assign(0);
    begin();
    consumer.loseSightOfPosition(1);
    consumer.assign(0, 1);
    consumer.seek(partition(0), 0);
    consumer.seek(partition(1), 7);
    poll(); // Kafka's mock takes all away and gives all anew
    consumer.add(0, 0, "a");
    consumer.add(1, 9, "b");

    assertThat(values(poll())).containsExactly("a");
    assertThat(consumer.paused()).containsExactly(partition(1));
    consumer.findPositionAgain(1);
    poll();
    Polled<Positioned<String>, KafkaPosition> polled = poll();
    assertThat(values(polled)).containsExactly("b");
    assertThat(ranges(polled)).containsExactly(range(1, 7, 10));
  }

  @Test
  void keepAliveLearnsWhereAPartitionBeginsAndTakesNoRecords() throws Exception {
    consumer.assign(0);
    consumer.seek(partition(0), 3);
    consumer.add(0, 5, "a");

    source.keepAlive();
    source.keepAlive();

    assertThat(consumer.paused()).containsExactly(partition(0));
    assertThat(topicIds.asked()).isEmpty(); // that may block
    begin();
    assertThat(ranges(poll())).containsExactly(range(0, 3, 6));
  }

  @Test
  void aPartitionWhoseBeginningKeepAliveDidNotFindStaysPaused() throws Exception {
    consumer.assign(0, 1);
    consumer.loseSightOfPosition(1);

    source.keepAlive();
    begin();
    poll();

    assertThat(consumer.paused()).containsExactly(partition(1));
  }

  @Test
  void whatWasKeptOfAPartitionThatIsGoneBeforeItsNameWasKnownIsLeftOut() throws Exception {
    consumer.assign(0, 1);
    consumer.schedulePollTask(
        () -> {
          consumer.resume(consumer.paused()); // a client that does not honour the pause
          consumer.add(0, 0, "a");
          consumer.add(1, 0, "b");
        });
    source.keepAlive();
    consumer.assign(1);

    Polled<Positioned<String>, KafkaPosition> polled = poll();
    source.commit(List.of(polled.position()));

    assertThat(values(polled)).doesNotContain("a");
    assertThat(ranges(polled)).doesNotContain(range(0, 0, 1));
    assertThat(consumer.commits()).allSatisfy(commit -> assertThat(commit).doesNotContainKey(0));
  }

  @Test
  void whenTheTopicWasRecreatedNothingOfTheOldOneIsCommitted() throws Exception {
    consumer.assign(0);
    begin();
    consumer.add(0, 0, "a");
    consumer.add(0, 1, "b");
    Polled<Positioned<String>, KafkaPosition> old = poll();

    topicIds.recreateTopics();
    consumer.seek(partition(0), 0); // as a consumer may when the offset is out of range
    consumer.add(0, 0, "c");
    assertThatThrownBy(this::poll).isInstanceOf(RecreatedTopicException.class);
    source.commit(List.of(old.position()));

    assertThat(consumer.commits()).containsExactly(Map.of(0, 0L)); // the new one's beginning
  }

  @Test
  void goingBackInTheMiddleOfAPollIsNoticedByTheNextOne() throws Exception {
    consumer.assign(0);
    begin();
    consumer.add(0, 5, "a");
    consumer.standAt(0, 2); // the log was truncated while the poll returned

    Polled<Positioned<String>, KafkaPosition> before = poll();
    begin();
    consumer.seek(partition(0), 2);
    consumer.add(0, 2, "b");
    consumer.standAt(0, 3);
    Polled<Positioned<String>, KafkaPosition> after = poll();
    source.commit(List.of(before.position()));

    assertThat(ranges(before)).containsExactly(range(0, 0, 6));
    assertThat(ranges(after)).containsExactly(range(0, 2, 3));
    assertThat(consumer.commits()).isEmpty();
  }

  @Test
  void asksOnceForAllTopicsOfAnAssignment() throws Exception {
    consumer.assign(0, 1, 2);
    begin();
    consumer.add(0, 0, "a");
    poll();

    assertThat(topicIds.asked()).containsExactly(Set.of(FakeConsumer.TOPIC));
  }

  @Test
  void handsOverNothingWhileTheTopicHasNoId() {
    IllegalStateException failure = new IllegalStateException("no id");
    topicIds.failWith(failure);
    consumer.assign(0);
    consumer.add(0, 0, "a");

    assertThatThrownBy(this::poll).isSameAs(failure);
  }

  @Test
  void theRangesOfTwoHundredPartitionsStaySmall() throws Exception {
    consumer.assign(IntStream.range(0, 200).toArray());
    for (int number = 0; number < 200; number++) {
      consumer.seek(partition(number), 4_000_000_000L + 1_000_000L * number);
    }
    begin();
    for (int number = 0; number < 200; number++) {
      consumer.add(number, 4_000_000_007L + 1_000_000L * number, "a");
    }

    List<PositionRange> ranges = ranges(poll());

    assertThat(ranges).hasSize(200);
    assertThat(new HashSet<>(ranges)).contains(range(0, 4_000_000_000L, 4_000_000_008L));
    int size = serialized(BlockManifest.Block.of(1, 2, 200, ranges));
    System.out.printf("what a block says of 200 partitions of a topic takes %d B%n", size);
    assertThat(size).isLessThan(4096);
  }

  private static int serialized(Object object) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(object);
    }
    return bytes.size();
  }
}
