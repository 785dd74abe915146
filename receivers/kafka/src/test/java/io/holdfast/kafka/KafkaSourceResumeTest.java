// SPDX-License-Identifier: Apache-2.0
package io.holdfast.kafka;

import static io.holdfast.kafka.FakeConsumer.partition;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.core.PoisonPolicy;
import io.holdfast.core.Polled;
import io.holdfast.core.PositionRange;
import io.holdfast.core.Positioned;
import io.holdfast.core.ProcessedPositions;
import io.holdfast.core.RunningJob;
import io.holdfast.testkit.FakeContext;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.Test;

/** Where a source begins if the job knows what it has processed. */
class KafkaSourceResumeTest {
  private static final Duration TIMEOUT = Duration.ofMillis(10);
  private static final long EPOCH = 7;

  private final Sink sink = new Sink();
  private final FakeConsumer consumer = new FakeConsumer();
  private final FakeContext context = new FakeContext(PoisonPolicy.SKIP).resuming(EPOCH, sink);
  private final FakeTopicIds topicIds = new FakeTopicIds();
  private final KafkaSource<Positioned<String>> source =
      Sources.positioned(consumer, topicIds, context, TIMEOUT, System::nanoTime);

  /** What was processed, by the name of the partition. */
  private static final class Sink implements ProcessedPositions {
    private static final long serialVersionUID = 1L;
    private final HashMap<String, Long> ends = new HashMap<>();
    private IOException failure;

    @Override
    public long begin(RunningJob job) {
      throw new AssertionError("begun on the driver");
    }

    @Override
    public OptionalLong resumeAt(String partition) throws Exception {
      if (failure != null) {
        throw failure;
      }
      Long end = ends.get(partition);
      return end == null ? OptionalLong.empty() : OptionalLong.of(end);
    }
  }

  private String note(long epoch, long first) {
    return "holdfast epoch=%d first=%d of=%s".formatted(epoch, first, topicIds.name(0));
  }

  /** Polls until the record, which is the only one, has come. */
  private Polled<Positioned<String>, KafkaPosition> pollRecord() throws Exception {
    for (int i = 0; i < 4; i++) {
      Polled<Positioned<String>, KafkaPosition> polled = source.poll(1, TIMEOUT);
      if (!polled.isNothing() && !polled.batch().records().isEmpty()) {
        return polled;
      }
    }
    throw new AssertionError("no record came");
  }

  private List<PositionRange> ranges(long from, long until) {
    return List.of(PositionRange.of(topicIds.name(0), from, until));
  }

  @Test
  void anOffsetOfThisEpochCounts() throws Exception {
    consumer.assign(0);
    consumer.committedBefore(0, 20, note(EPOCH, 5));
    sink.ends.put(topicIds.name(0), 10L);
    consumer.add(0, 20, "a");

    Polled<Positioned<String>, KafkaPosition> polled = pollRecord();
    source.commit(List.of(polled.position()));

    assertThat(polled.batch().ranges()).isEqualTo(ranges(20, 21));
    assertThat(consumer.lastCommit(0).metadata()).isEqualTo(note(EPOCH, 5));
  }

  @Test
  void anOffsetOfAnotherEpochIsNotBelieved() throws Exception {
    consumer.assign(0);
    consumer.committedBefore(0, 20, note(EPOCH - 1, 5));
    sink.ends.put(topicIds.name(0), 10L);
    consumer.add(0, 12, "a");

    Polled<Positioned<String>, KafkaPosition> polled = pollRecord();
    source.commit(List.of(polled.position()));

    assertThat(polled.batch().ranges()).isEqualTo(ranges(10, 13));
    assertThat(consumer.lastCommit(0).offset()).isEqualTo(13);
    assertThat(consumer.lastCommit(0).metadata()).isEqualTo(note(EPOCH, 5));
  }

  @Test
  void withNothingProcessedTheJobBeginsWhereItDidTheFirstTime() throws Exception {
    consumer.assign(0);
    consumer.committedBefore(0, 20, note(EPOCH - 1, 5));
    consumer.add(0, 5, "a");

    assertThat(pollRecord().batch().ranges()).isEqualTo(ranges(5, 6));
  }

  @Test
  void anOffsetThatNobodyHasNotedIsNotBelievedWhereSomethingWasProcessed() throws Exception {
    consumer.assign(0);
    consumer.committedBefore(0, 20, "somebody else's");
    sink.ends.put(topicIds.name(0), 10L);
    consumer.add(0, 10, "a");

    assertThat(pollRecord().batch().ranges()).isEqualTo(ranges(10, 11));
  }

  @Test
  void aJobThatIsNewBeginsWhereTheGroupStandsAndNotesIt() throws Exception {
    consumer.assign(0);
    consumer.committedBefore(0, 20, "");
    source.poll(1, TIMEOUT);

    Polled<Positioned<String>, KafkaPosition> beginning = source.poll(1, TIMEOUT);
    source.commit(List.of(beginning.position()));

    assertThat(beginning.batch().records()).isEmpty();
    assertThat(consumer.commits()).containsExactly(Map.of(0, 20L));
    assertThat(consumer.lastCommit(0).metadata()).isEqualTo(note(EPOCH, 20));
  }

  @Test
  void theOffsetOfATopicThatIsNoMoreMeansNothing() throws Exception {
    consumer.assign(0);
    consumer.committedBefore(0, 20, note(EPOCH, 15));
    topicIds.recreateTopics();
    consumer.add(0, 0, "a");

    assertThat(pollRecord().batch().ranges()).isEqualTo(ranges(0, 1));
  }

  @Test
  void whatTheBrokerHasDeletedMeanwhileCountsAsCovered() throws Exception {
    consumer.assign(0);
    consumer.committedBefore(0, 20, note(EPOCH - 1, 0));
    sink.ends.put(topicIds.name(0), 10L);
    source.poll(1, TIMEOUT);
    consumer.seek(partition(0), 15); // the policy's answer to an offset that is out of range
    consumer.add(0, 15, "a");

    assertThat(pollRecord().batch().ranges()).isEqualTo(ranges(10, 16));
  }

  @Test
  void handsOverNothingWhileItCannotAsk() throws Exception {
    consumer.assign(0);
    consumer.committedBefore(0, 20, note(EPOCH - 1, 0));
    consumer.add(0, 20, "a");
    sink.failure = new IOException("the database is down");

    assertThatThrownBy(() -> source.poll(1, TIMEOUT))
        .isInstanceOf(KafkaException.class)
        .hasMessageContaining("the database is down");
  }

  @Test
  void whileOnlyKeptAliveItAsksNobodyAndReadsNothing() throws Exception {
    consumer.assign(0);
    consumer.committedBefore(0, 20, note(EPOCH - 1, 0));
    sink.failure = new IOException("must not be asked");
    consumer.add(0, 20, "a");
    source.keepAlive();
    source.keepAlive();
    sink.failure = null;
    sink.ends.put(topicIds.name(0), 18L);

    assertThat(consumer.paused()).containsExactly(partition(0));
    source.poll(1, TIMEOUT);
    assertThat(consumer.position(partition(0))).isEqualTo(18);
    assertThat(consumer.paused()).isEmpty();
  }
}
