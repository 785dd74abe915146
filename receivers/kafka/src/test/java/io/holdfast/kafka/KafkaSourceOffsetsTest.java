// SPDX-License-Identifier: Apache-2.0
package io.holdfast.kafka;

import static io.holdfast.kafka.FakeConsumer.partition;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.core.PoisonPolicy;
import io.holdfast.core.Polled;
import io.holdfast.core.PositionRange;
import io.holdfast.core.Positioned;
import io.holdfast.testkit.FakeContext;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.NoOffsetForPartitionException;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

/** Where a source reads when Kafka does not know, and when the topic is another one. */
class KafkaSourceOffsetsTest {
  private static final Duration TIMEOUT = Duration.ofMillis(10);

  private final FakeConsumer consumer = new FakeConsumer();
  private final FakeContext context = new FakeContext(PoisonPolicy.SKIP);
  private final FakeTopicIds topicIds = new FakeTopicIds();
  private final AtomicLong nanos = new AtomicLong();
  private KafkaSource<Positioned<String>> source;

  private void open(Start start, GapPolicy onGap) {
    source =
        new KafkaSource<>(
            consumer,
            new TopicSubscription(List.of(FakeConsumer.TOPIC)),
            new BatchDecoder<>(new PositionedDelivery<>(new StringDecoder()), context),
            topicIds,
            start,
            onGap,
            context,
            TIMEOUT,
            nanos::get);
  }

  private Polled<Positioned<String>, KafkaPosition> poll() throws InterruptedException {
    return source.poll(1, TIMEOUT);
  }

  /** Lets the next poll end as Kafka's does. */
  private void fail(KafkaException failure) {
    consumer.setPollException(failure);
  }

  private void beginsWithoutCommit(int... partitions) throws Exception {
    for (int partition : partitions) {
      consumer.updateBeginningOffsets(Map.of(partition(partition), 5L));
      consumer.updateEndOffsets(Map.of(partition(partition), 9L));
    }
    fail(
        new NoOffsetForPartitionException(
            Set.of(consumer.assignment().toArray(TopicPartition[]::new))));
    assertThat(poll().isNothing()).isTrue();
  }

  private static OffsetOutOfRangeException gapAt(long offset) {
    return new OffsetOutOfRangeException(Map.of(partition(0), offset));
  }

  private void standsAt(long offset) throws Exception {
    consumer.assign(0);
    consumer.seek(partition(0), offset);
    source.commit(List.of(poll().position()));
    consumer.updateBeginningOffsets(Map.of(partition(0), 40L));
    consumer.updateEndOffsets(Map.of(partition(0), 90L));
  }

  @Test
  void aGroupWithoutACommitBeginsAtTheFirstRecord() throws Exception {
    open(Start.earliest(), GapPolicy.FAIL);
    consumer.assign(0);

    beginsWithoutCommit(0);

    assertThat(consumer.position(partition(0))).isEqualTo(5);
  }

  @Test
  void orAfterTheLastButForPartitionsThatAppearLater() throws Exception {
    consumer.updatePartitions(
        FakeConsumer.TOPIC, List.of(new PartitionInfo(FakeConsumer.TOPIC, 0, null, null, null)));
    open(Start.latest(), GapPolicy.FAIL);
    consumer.assign(0, 1);

    beginsWithoutCommit(0, 1);

    assertThat(consumer.position(partition(0))).isEqualTo(9);
    assertThat(consumer.position(partition(1))).isEqualTo(5);
  }

  @Test
  void orAtAnOffsetThatIsGiven() throws Exception {
    open(Start.offsets(Map.of(partition(0), 7L)), GapPolicy.FAIL);
    consumer.assign(0, 1);

    beginsWithoutCommit(0, 1);

    assertThat(consumer.position(partition(0))).isEqualTo(7);
    assertThat(consumer.position(partition(1))).isEqualTo(5);
  }

  @Test
  void anOffsetBelowZeroIsRefused() {
    assertThatThrownBy(() -> Start.offsets(Map.of(partition(0), -1L)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("-1 is no offset of words-0: they are counted from 0");
  }

  @Test
  void asksAgainIfTheBrokersDoNotAnswer() throws Exception {
    open(Start.earliest(), GapPolicy.FAIL);
    consumer.assign(0);
    consumer.setOffsetsException(new TimeoutException("nobody"));

    beginsWithoutCommit(0);
    consumer.setOffsetsException(null);
    beginsWithoutCommit(0);

    assertThat(consumer.position(partition(0))).isEqualTo(5);
  }

  @Test
  void deletedOffsetsEndTheSessionWithBothOffsets() throws Exception {
    open(Start.earliest(), GapPolicy.FAIL);
    standsAt(17);
    fail(gapAt(17));

    assertThatThrownBy(this::poll)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "topic words, partition 0: the next offset to read is 17, but the first there is is 40:"
                + " 23 offsets were deleted before they were read; keep records longer, and reset"
                + " the group's offset or choose another GapPolicy");
    assertThat(consumer.commits()).containsExactly(Map.of(0, 17L));
  }

  @Test
  void aLogThatEndsTooEarlyEndsTheSessionWithBothOffsets() throws Exception {
    open(Start.earliest(), GapPolicy.FAIL);
    standsAt(91);
    fail(gapAt(91));

    assertThatThrownBy(this::poll)
        .hasMessageStartingWith(
            "topic words, partition 0: the next offset to read is 91, but the log ends at 90: it was"
                + " truncated, or is another one");
  }

  @Test
  void aGapThatIsSkippedIsCountedReportedAndCovered() throws Exception {
    open(Start.earliest(), GapPolicy.EARLIEST);
    standsAt(17);
    fail(gapAt(17));
    poll();
    consumer.add(0, 40, "a");

    Polled<Positioned<String>, KafkaPosition> polled = poll();
    source.commit(List.of(polled.position()));

    assertThat(polled.batch().ranges()).containsExactly(PositionRange.of(topicIds.name(0), 17, 41));
    assertThat(context.metrics().count("offsets.skipped")).isEqualTo(23);
    assertThat(context.errors())
        .containsExactly(
            "topic words, partition 0: the next offset to read is 17, but the first there is is 40:"
                + " 23 offsets were deleted before they were read; going on at 40");
    assertThat(consumer.commits()).last().isEqualTo(Map.of(0, 41L));
  }

  @Test
  void aGapBeforeTheFirstRecordOfASessionIsCoveredToo() throws Exception {
    open(Start.earliest(), GapPolicy.LATEST);
    consumer.assign(0);
    consumer.updateBeginningOffsets(Map.of(partition(0), 40L));
    consumer.updateEndOffsets(Map.of(partition(0), 90L));
    fail(gapAt(17));
    poll();

    Polled<Positioned<String>, KafkaPosition> polled = poll();

    assertThat(polled.batch().ranges()).containsExactly(PositionRange.of(topicIds.name(0), 17, 90));
    assertThat(consumer.paused()).isEmpty();
    assertThat(context.metrics().count("offsets.skipped")).isEqualTo(73);
  }

  @Test
  void aGapThatIsNoneIsNoError() throws Exception {
    open(Start.earliest(), GapPolicy.FAIL);
    standsAt(50);
    fail(gapAt(50));

    assertThat(poll().isNothing()).isTrue();
    assertThat(consumer.position(partition(0))).isEqualTo(50);
  }

  @Test
  void aTopicThatWasRecreatedIsNoticedInTime() throws Exception {
    open(Start.earliest(), GapPolicy.FAIL);
    standsAt(50);
    consumer.add(0, 50, "a");
    Polled<Positioned<String>, KafkaPosition> old = poll();
    topicIds.recreateTopics();
    poll();
    poll();
    nanos.addAndGet(TopicWatch.INTERVAL.toNanos());
    poll(); // asks

    assertThatThrownBy(this::poll)
        .isInstanceOf(RecreatedTopicException.class)
        .hasMessage(
            "the topic words was deleted and created again: its id was EjRWeJq83vAAAAAAAAAAAQ and"
                + " is EjRWeJq83vAAAAAAAAAAAg; what of the old one was not read is lost, and the"
                + " new one is read from its beginning");
    source.commit(List.of(old.position())); // which the session does when it is given up
    assertThat(consumer.commits()).containsExactly(Map.of(0, 50L), Map.of(0, 40L));
  }

  @Test
  void aLogThatEndsTooEarlyMayBeThatOfARecreatedTopic() throws Exception {
    open(Start.earliest(), GapPolicy.FAIL);
    standsAt(91);
    poll();
    topicIds.recreateTopics();
    fail(gapAt(91));

    assertThatThrownBy(this::poll).isInstanceOf(RecreatedTopicException.class);
    assertThat(consumer.commits()).last().isEqualTo(Map.of(0, 40L));
  }
}
