// SPDX-License-Identifier: Apache-2.0
package io.holdfast.kafka;

import static io.holdfast.kafka.FakeConsumer.partition;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.core.PoisonException;
import io.holdfast.core.PoisonPolicy;
import io.holdfast.core.Polled;
import io.holdfast.testkit.FakeContext;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KafkaSourceTest {
  private static final Duration TIMEOUT = Duration.ofMillis(10);
  private static final Duration STOP_TIMEOUT = Duration.ofMillis(1500);

  private final FakeConsumer consumer = new FakeConsumer();
  private final FakeContext context = new FakeContext(PoisonPolicy.SKIP);
  private final KafkaSource<String> source = source(context);

  private KafkaSource<String> source(FakeContext context) {
    return source(context, STOP_TIMEOUT);
  }

  private KafkaSource<String> source(FakeContext context, Duration stopTimeout) {
    return Sources.plain(
        consumer,
        topics -> {
          throw new AssertionError("nobody wants positions");
        },
        context,
        stopTimeout,
        System::nanoTime);
  }

  private Polled<String, KafkaPosition> poll() throws InterruptedException {
    return source.poll(1, TIMEOUT);
  }

  @Test
  void commitsThePositionAfterTheLastRecord() throws Exception {
    consumer.assign(0);
    consumer.add(0, 0, "a");
    consumer.add(0, 1, "b");

    Polled<String, KafkaPosition> polled = poll();
    source.commit(List.of(polled.position()));

    assertThat(polled.batch().records()).containsExactly("a", "b");
    assertThat(consumer.commits()).containsExactly(Map.of(0, 2L));
    assertThat(consumer.lastCommit(0).leaderEpoch()).contains(FakeConsumer.EPOCH);
  }

  @Test
  void commitsNothingButWhatItIsGiven() throws Exception {
    consumer.assign(0);
    consumer.add(0, 0, "a");
    Polled<String, KafkaPosition> first = poll();
    consumer.add(0, 1, "b");
    Polled<String, KafkaPosition> second = poll();

    source.commit(List.of(first.position()));

    assertThat(second.batch().records()).containsExactly("b");
    assertThat(consumer.commits()).containsExactly(Map.of(0, 1L));
  }

  @Test
  void mergesSeveralPositionsIntoOneCommit() throws Exception {
    consumer.assign(0, 1);
    consumer.add(0, 0, "a");
    consumer.add(1, 0, "b");
    Polled<String, KafkaPosition> first = poll();
    consumer.add(0, 1, "c");
    Polled<String, KafkaPosition> second = poll();

    source.commit(List.of(first.position(), second.position()));

    assertThat(consumer.commits()).containsExactly(Map.of(0, 2L, 1, 1L));
  }

  @Test
  void commitsNothingForARevokedPartition() throws Exception {
    consumer.assign(0, 1);
    consumer.add(0, 0, "a");
    consumer.add(1, 0, "b");
    Polled<String, KafkaPosition> polled = poll();

    consumer.assign(1);
    source.commit(List.of(polled.position()));
    consumer.assign();
    source.commit(List.of(polled.position()));

    assertThat(consumer.commits()).containsExactly(Map.of(1, 1L));
  }

  @Test
  void commitsNothingOfAnEarlierOwnershipOfAPartition() throws Exception {
    consumer.assign(0);
    consumer.add(0, 0, "a");
    Polled<String, KafkaPosition> before = poll();

    consumer.assign();
    consumer.assign(0);
    consumer.seek(partition(0), 500); // where another consumer has committed meanwhile
    consumer.add(0, 500, "b");
    Polled<String, KafkaPosition> after = poll();
    source.commit(List.of(before.position()));
    source.commit(List.of(after.position()));

    assertThat(consumer.commits()).containsExactly(Map.of(0, 501L));
  }

  @Test
  void commitsWhereAPartitionBeginsBeforeItsFirstRecord() throws Exception {
    consumer.assign(0);
    consumer.seek(partition(0), 42);

    Polled<String, KafkaPosition> polled = poll();
    source.commit(List.of(polled.position()));

    assertThat(polled.batch().records()).isEmpty();
    assertThat(consumer.commits()).containsExactly(Map.of(0, 42L));
  }

  @Test
  void bringsNothingWhileThePositionStands() throws Exception {
    consumer.assign(0);
    poll();

    assertThat(poll().isNothing()).isTrue();
  }

  @Test
  void commitsOverWhatCarriesNoRecord() throws Exception {
    consumer.assign(0);
    consumer.add(0, 0, "a");
    poll();
    consumer.seek(partition(0), 3); // a transaction's marker, or records that were aborted

    Polled<String, KafkaPosition> polled = poll();
    source.commit(List.of(polled.position()));

    assertThat(polled.batch().records()).isEmpty();
    assertThat(consumer.commits()).containsExactly(Map.of(0, 3L));
    assertThat(consumer.lastCommit(0).leaderEpoch()).isEmpty();
  }

  @Test
  void commitsOverWhatFollowsTheLastRecordOfItsPoll() throws Exception {
    consumer.assign(0);
    consumer.add(0, 0, "a");
    consumer.standAt(0, 5);

    Polled<String, KafkaPosition> polled = poll();
    source.commit(List.of(polled.position()));

    assertThat(consumer.commits()).containsExactly(Map.of(0, 5L));
    assertThat(consumer.lastCommit(0).leaderEpoch()).isEmpty();
  }

  @Test
  void takesThePositionFromTheRecordsWhenTheConsumerDoesNotKnow() throws Exception {
    consumer.assign(0);
    consumer.add(0, 0, "a");
    consumer.loseSightOfPosition(0);

    Polled<String, KafkaPosition> polled = poll();
    source.commit(List.of(polled.position()));

    assertThat(polled.batch().records()).containsExactly("a");
    assertThat(consumer.commits()).containsExactly(Map.of(0, 1L));
  }

  @Test
  void handsOverRecordsThatEndWhereItStoodBefore() throws Exception {
    consumer.assign(0);
    consumer.add(0, 0, "a");
    poll();
    consumer.seek(partition(0), 0); // a leader that had not seen the record took over
    consumer.add(0, 0, "b");

    assertThat(poll().batch().records()).containsExactly("b");
  }

  @Test
  void commitsTombstonesWithoutARecord() throws Exception {
    consumer.assign(0);
    consumer.add(0, 0, (String) null);

    Polled<String, KafkaPosition> polled = poll();
    source.commit(List.of(polled.position()));

    assertThat(polled.batch().records()).isEmpty();
    assertThat(polled.batch().bytes()).isZero();
    assertThat(context.poison()).isEmpty();
    assertThat(consumer.commits()).containsExactly(Map.of(0, 1L));
  }

  @Test
  void skipsPoisonAndCommitsOverIt() throws Exception {
    consumer.assign(0);
    consumer.add(0, 0, "a");
    consumer.add(0, 1, new byte[] {'b', (byte) 0xC3});
    consumer.add(0, 2, "c");

    Polled<String, KafkaPosition> polled = poll();
    source.commit(List.of(polled.position()));

    assertThat(polled.batch().records()).containsExactly("a", "c");
    assertThat(context.poison())
        .containsExactly(
            "topic words, partition 0, offset 1:"
                + " the value is not valid UTF-8: byte 2 of 2 is 0xC3");
    assertThat(consumer.commits()).containsExactly(Map.of(0, 3L));
  }

  @Test
  void letsThePoisonExceptionThrough() {
    FakeContext failing = new FakeContext(PoisonPolicy.FAIL);
    KafkaSource<String> strict = source(failing);
    consumer.assign(0);
    consumer.add(0, 0, "a");
    consumer.add(0, 1, new byte[] {(byte) 0xFF});

    assertThatThrownBy(() -> strict.poll(1, TIMEOUT))
        .isInstanceOf(PoisonException.class)
        .hasMessage("topic words, partition 0, offset 1");
    assertThat(consumer.commits()).isEmpty();
  }

  @Test
  void keepAliveTakesNoRecords() throws Exception {
    consumer.assign(0);
    consumer.add(0, 0, "a");

    source.keepAlive();
    source.keepAlive();

    assertThat(consumer.paused()).containsExactly(partition(0));
    assertThat(consumer.lastPollTimeout()).isZero();
    assertThat(poll().batch().records()).isEmpty(); // where the partition begins
    assertThat(poll().batch().records()).containsExactly("a");
    assertThat(consumer.paused()).isEmpty();
  }

  @Test
  void keepAlivePausesWhatIsAssignedMeanwhile() throws Exception {
    consumer.assign(0);
    source.commit(List.of(poll().position()));
    consumer.schedulePollTask(
        () -> {
          consumer.assign(0, 1);
          consumer.add(1, 0, "a");
        });

    source.keepAlive();
    assertThat(consumer.paused()).containsExactlyInAnyOrder(partition(0), partition(1));

    assertThat(poll().batch().records()).isEmpty(); // where the new partition begins
    assertThat(poll().batch().records()).containsExactly("a");
    assertThat(consumer.paused()).isEmpty();
  }

  @Test
  void goesOnAfterARevocationWhilePaused() throws Exception {
    consumer.assign(0, 1);
    poll();
    source.keepAlive();

    consumer.assign(1);
    consumer.add(1, 0, "a");

    assertThat(poll().batch().records()).containsExactly("a");
  }

  @Test
  void keepsWhatKeepAliveCouldNotHelpReceiving() throws Exception {
    consumer.assign(0);
    source.commit(List.of(poll().position()));
    consumer.schedulePollTask(
        () -> {
          consumer.resume(List.of(partition(0))); // a client that does not honour the pause
          consumer.add(0, 0, "a");
        });
    source.keepAlive();
    consumer.add(0, 1, "b");

    Polled<String, KafkaPosition> kept = poll();
    source.commit(List.of(kept.position()));

    assertThat(kept.batch().records()).containsExactly("a");
    assertThat(consumer.commits()).containsExactly(Map.of(0, 0L), Map.of(0, 1L));
    assertThat(poll().batch().records()).containsExactly("b");
  }

  @Test
  void aWakeupEndsAPollWithNothing() throws Exception {
    consumer.assign(0);
    consumer.schedulePollTask(source::wakeup);

    assertThat(poll().isNothing()).isTrue();
  }

  @Test
  void aWakeupThatMetNoPollDoesNotSpoilTheCommit() throws Exception {
    consumer.assign(0);
    consumer.add(0, 0, "a");
    Polled<String, KafkaPosition> polled = poll();

    source.wakeup();
    source.commit(List.of(polled.position()));

    assertThat(consumer.commits()).containsExactly(Map.of(0, 1L));
  }

  @Test
  void aCommitHasABoundOnceTheSourceIsToStop() throws Exception {
    consumer.assign(0);
    consumer.add(0, 0, "a");
    Polled<String, KafkaPosition> first = poll();
    source.commit(List.of(first.position()));
    assertThat(consumer.commitTimeout()).isEqualTo(Commits.TIMEOUT);
    consumer.add(0, 1, "b");
    Polled<String, KafkaPosition> second = poll();

    source.wakeup();
    source.commit(List.of(second.position()));

    assertThat(consumer.commitTimeout()).isEqualTo(STOP_TIMEOUT);
  }

  @Test
  void closesTheConsumerWithinTheStopTimeout() {
    source.close();

    assertThat(consumer.closed()).isTrue();
    assertThat(consumer.closeTimeout()).isEqualTo(STOP_TIMEOUT);
  }

  @Test
  void closesTheConsumerWithinTwoSecondsWhateverTheStopTimeout() {
    source(context, Duration.ofSeconds(8)).close();

    assertThat(consumer.closeTimeout()).isEqualTo(Duration.ofSeconds(2));
  }
}
