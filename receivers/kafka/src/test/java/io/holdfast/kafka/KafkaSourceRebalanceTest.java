// SPDX-License-Identifier: Apache-2.0
package io.holdfast.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.core.PoisonPolicy;
import io.holdfast.core.Polled;
import io.holdfast.testkit.FakeContext;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.junit.jupiter.api.Test;

/** What a source does before partitions are taken away. */
class KafkaSourceRebalanceTest {
  private static final Duration TIMEOUT = Duration.ofMillis(10);
  private static final Duration STOP_TIMEOUT = Duration.ofMillis(1500);

  private final FakeConsumer consumer = new FakeConsumer();
  private final FakeContext context = new FakeContext(PoisonPolicy.SKIP);
  private final AtomicLong nanos = new AtomicLong();
  private final KafkaSource<String> source =
      Sources.plain(consumer, topics -> Map.of(), context, STOP_TIMEOUT, nanos::get);

  private Polled<String, KafkaPosition> poll() throws InterruptedException {
    return source.poll(1, TIMEOUT);
  }

  private Polled<String, KafkaPosition> receive() throws InterruptedException {
    consumer.assign(0);
    consumer.add(0, 0, "a");
    return poll();
  }

  @Test
  void commitsWhatWasHandedOverBeforeThePartitionIsTakenAway() throws Exception {
    Polled<String, KafkaPosition> polled = receive();
    context.onFlush(
        () -> {
          source.commit(List.of(polled.position()));
          return true;
        });
    consumer.schedulePollTask(consumer::revokeAll);

    poll();

    assertThat(consumer.commits()).containsExactly(Map.of(0, 1L));
    assertThat(context.flushes()).containsExactly(STOP_TIMEOUT);
  }

  @Test
  void givesThePartitionUpIfThatTakesTooLong() throws Exception {
    Polled<String, KafkaPosition> polled = receive();
    context.onFlush(() -> false);
    consumer.schedulePollTask(consumer::revokeAll);

    poll();
    source.commit(List.of(polled.position()));

    assertThat(consumer.commits()).isEmpty();
  }

  @Test
  void doesNotCommitForPartitionsThatAreLost() throws Exception {
    Polled<String, KafkaPosition> polled = receive();
    consumer.schedulePollTask(consumer::loseAll);

    poll();
    source.commit(List.of(polled.position()));

    assertThat(context.flushes()).isEmpty();
    assertThat(consumer.commits()).isEmpty();
  }

  @Test
  void aRebalanceThatMeetsAFullReceiverWaitsForRoom() throws Exception {
    Polled<String, KafkaPosition> polled = receive();
    context.onFlush(() -> true);
    consumer.schedulePollTask(consumer::revokeAll);

    nanos.addAndGet(STOP_TIMEOUT.toNanos() - 1);
    source.keepAlive();
    source.commit(List.of(polled.position()));
    assertThat(consumer.commits()).containsExactly(Map.of(0, 1L));
    assertThat(context.flushes()).isEmpty();

    poll();
    assertThat(context.flushes()).hasSize(1);
  }

  @Test
  void aRebalanceDoesNotWaitForAReceiverThatStaysFull() throws Exception {
    Polled<String, KafkaPosition> polled = receive();
    consumer.schedulePollTask(consumer::revokeAll);

    nanos.addAndGet(STOP_TIMEOUT.toNanos());
    source.keepAlive();
    source.commit(List.of(polled.position()));

    assertThat(context.flushes()).isEmpty();
    assertThat(consumer.commits()).isEmpty();
  }

  @Test
  void aRebalanceDoesNotWaitForAReceiverWithNothingInFlight() throws Exception {
    source.commit(List.of(receive().position()));
    consumer.schedulePollTask(consumer::revokeAll);

    source.keepAlive();
    consumer.add(0, 1, "b");

    assertThat(poll().isNothing()).isTrue(); // it is not ours any more
  }

  @Test
  void leavesAStopToTheDrain() throws Exception {
    receive();
    consumer.schedulePollTask(
        () -> {
          source.wakeup();
          consumer.revokeAll();
        });

    poll();
    source.close();

    assertThat(context.flushes()).isEmpty();
  }

  @Test
  void doesNotFlushForAnEmptyRevocation() throws Exception {
    consumer.schedulePollTask(consumer::revokeAll);

    poll();

    assertThat(context.flushes()).isEmpty();
  }

  @Test
  void aStoreThatFailsEndsThePollAndThePartitionIsGivenUp() throws Exception {
    Polled<String, KafkaPosition> polled = receive();
    context.onFlush(
        () -> {
          throw new IOException("disk full");
        });
    consumer.schedulePollTask(consumer::revokeAll);

    assertThatThrownBy(this::poll)
        .isInstanceOf(KafkaException.class)
        .hasMessage("what was received could not be stored: disk full")
        .hasCauseInstanceOf(IOException.class);
    source.commit(List.of(polled.position()));
    assertThat(consumer.commits()).isEmpty();
  }

  @Test
  void anInterruptIsPassedOn() throws Exception {
    receive();
    context.onFlush(
        () -> {
          throw new InterruptedException();
        });
    consumer.schedulePollTask(consumer::revokeAll);

    assertThatThrownBy(this::poll).isInstanceOf(InterruptException.class);
    assertThat(Thread.interrupted()).isTrue();
  }
}
