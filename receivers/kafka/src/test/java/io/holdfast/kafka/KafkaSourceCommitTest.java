// SPDX-License-Identifier: Apache-2.0
package io.holdfast.kafka;

import static io.holdfast.kafka.FakeConsumer.partition;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.core.PoisonPolicy;
import io.holdfast.core.Polled;
import io.holdfast.testkit.FakeContext;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.WakeupException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of commits that Kafka does not take. */
class KafkaSourceCommitTest {
  private static final Duration TIMEOUT = Duration.ofMillis(10);
  private static final Duration STOP_TIMEOUT = Duration.ofMillis(1500);

  private final FakeConsumer consumer = new FakeConsumer();
  private final FakeContext context = new FakeContext(PoisonPolicy.SKIP);
  private final AtomicLong nanos = new AtomicLong();
  private final KafkaSource<String> source =
      Sources.plain(consumer, topics -> Map.of(), context, STOP_TIMEOUT, nanos::get);

  private Polled<String, KafkaPosition> received;

  @BeforeEach
  void receive() throws Exception {
    consumer.assign(0, 1);
    consumer.add(0, 0, "a");
    consumer.add(1, 0, "b");
    received = poll();
  }

  private Polled<String, KafkaPosition> poll() throws InterruptedException {
    return source.poll(1, TIMEOUT);
  }

  private void commit() {
    source.commit(List.of(received.position()));
  }

  @Test
  void aCommitInTheMiddleOfARebalanceIsRepeatedAfterThePollThatEndsIt() throws Exception {
    consumer.failCommits(new RebalanceInProgressException(), new RebalanceInProgressException());

    commit();
    poll();
    assertThat(consumer.commits()).isEmpty();
    poll();

    assertThat(consumer.commits()).containsExactly(Map.of(0, 1L, 1, 1L));
    assertThat(context.errors()).isEmpty();
  }

  @Test
  void aCommitThatNoBrokerAnswersIsRepeatedAndReportedOnce() throws Exception {
    consumer.failCommits(new TimeoutException("nobody"), new TimeoutException("nobody"));

    commit();
    poll();
    poll();

    assertThat(consumer.commits()).containsExactly(Map.of(0, 1L, 1, 1L));
    assertThat(context.errors())
        .containsExactly("a commit to Kafka is repeated until it is taken: nobody");
  }

  @Test
  void aLaterCommitTakesTheOffsetsThatWaitWithIt() throws Exception {
    consumer.add(0, 1, "c");
    Polled<String, KafkaPosition> next = poll();
    consumer.failCommits(new RebalanceInProgressException());
    commit();

    source.commit(List.of(next.position()));

    assertThat(consumer.commits()).containsExactly(Map.of(0, 2L, 1, 1L));
  }

  @Test
  void nothingMoreIsTakenWhileACommitWaits() throws Exception {
    consumer.failCommits(new RebalanceInProgressException(), new RebalanceInProgressException());
    commit();
    consumer.add(0, 1, "c");

    assertThat(poll().isNothing()).isTrue();
    assertThat(consumer.paused()).containsExactlyInAnyOrder(partition(0), partition(1));
    poll(); // the commit is taken

    assertThat(poll().batch().records()).containsExactly("c");
  }

  @Test
  void offsetsOfAPartitionThatIsLostMeanwhileAreNotCommitted() throws Exception {
    consumer.failCommits(new CommitFailedException());
    commit();
    consumer.schedulePollTask(consumer::loseAll);

    poll();
    poll();

    assertThat(consumer.commits()).isEmpty();
  }

  @Test
  void aFullReceiverPollsToEndTheRebalanceThatACommitWaitsFor() {
    consumer.failCommits(new RebalanceInProgressException());
    commit();

    source.keepAlive();

    assertThat(consumer.commits()).containsExactly(Map.of(0, 1L, 1, 1L));
  }

  @Test
  void aPartitionThatIsTakenWhileTheSourceIsKeptAliveIsCommittedFirst() {
    consumer.failCommits(new RebalanceInProgressException());
    commit();
    consumer.schedulePollTask(consumer::revokeAll); // before the commit is repeated

    source.keepAlive();

    assertThat(consumer.commits()).containsExactly(Map.of(0, 1L, 1, 1L));
  }

  @Test
  void aPartitionThatIsTakenAtAStopIsCommittedFirst() {
    source.wakeup();
    commit(); // which takes the wakeup
    consumer.failCommits(new RebalanceInProgressException());
    commit();
    consumer.schedulePollTask(consumer::revokeAll);

    source.close();

    assertThat(consumer.commits()).hasSize(2);
  }

  @Test
  void aRebalanceThatACommitWaitsForWaitsItselfForWhatIsInFlight() throws Exception {
    consumer.add(0, 1, "c");
    Polled<String, KafkaPosition> inFlight = poll();
    consumer.failCommits(new RebalanceInProgressException());
    commit();
    consumer.schedulePollTask(consumer::revokeAll);

    source.keepAlive();
    assertThat(consumer.commits()).isEmpty();
    source.commit(List.of(inFlight.position()));

    assertThat(consumer.commits()).containsExactly(Map.of(0, 2L, 1, 1L));
  }

  @Test
  void aPartitionIsGivenUpOnlyAfterTheCommitThatWaits() throws Exception {
    consumer.failCommits(new TimeoutException("nobody"));
    commit();
    context.onFlush(() -> true); // nothing is in flight any more
    consumer.schedulePollTask(consumer::revokeAll);

    poll();

    assertThat(consumer.commits()).containsExactly(Map.of(0, 1L, 1, 1L));
  }

  @Test
  void whatNoRepetitionHelpsEndsTheSession() {
    consumer.failCommits(GroupAuthorizationException.forGroupId("g"));

    assertThatThrownBy(this::commit).isInstanceOf(GroupAuthorizationException.class);
  }

  @Test
  void aWakeupThatShowsInTwoCallsDoesNotSpoilTheCommit() {
    consumer.failCommits(new WakeupException(), new WakeupException());

    commit();

    assertThat(consumer.commits()).containsExactly(Map.of(0, 1L, 1, 1L));
  }

  @Test
  void aCommitIsRepeatedInARebalanceThatNeedsNoPoll() throws Exception {
    consumer.failCommits(new CommitFailedException());
    commit();
    consumer.failCommits(new CommitFailedException(), new CommitFailedException());
    context.onFlush(() -> true);
    consumer.schedulePollTask(consumer::revokeAll);

    poll();

    assertThat(consumer.commits()).containsExactly(Map.of(0, 1L, 1, 1L));
  }

  @Test
  void theLastCommitOfAStopIsRepeatedInTheMiddleOfARebalance() {
    source.wakeup();
    consumer.failCommits(new RebalanceInProgressException(), new RebalanceInProgressException());
    commit();

    source.close();

    assertThat(consumer.commits()).containsExactly(Map.of(0, 1L, 1, 1L));
    assertThat(consumer.closed()).isTrue();
  }

  @Test
  void aStopDoesNotWaitForARebalanceWithoutAnEnd() {
    source.wakeup();
    commit(); // which takes the wakeup
    consumer.failCommits(new RebalanceInProgressException());
    commit();
    consumer.schedulePollTask(
        () -> {
          consumer.failCommits(new RebalanceInProgressException());
          nanos.addAndGet(STOP_TIMEOUT.toNanos());
        });

    source.close();

    assertThat(consumer.commits()).hasSize(1);
    assertThat(consumer.closed()).isTrue();
  }
}
