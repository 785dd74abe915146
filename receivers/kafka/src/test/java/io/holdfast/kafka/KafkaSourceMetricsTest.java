// SPDX-License-Identifier: Apache-2.0
package io.holdfast.kafka;

import static io.holdfast.kafka.FakeConsumer.partition;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.core.PoisonPolicy;
import io.holdfast.core.Polled;
import io.holdfast.testkit.FakeContext;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

/** What a source publishes of itself. */
class KafkaSourceMetricsTest {
  private static final Duration TIMEOUT = Duration.ofMillis(10);

  private final FakeConsumer consumer = new FakeConsumer();
  private final FakeContext context = new FakeContext(PoisonPolicy.SKIP);
  private final AtomicLong nanos = new AtomicLong();
  private final KafkaSource<String> source =
      Sources.plain(consumer, topics -> Map.of(), context, TIMEOUT, nanos::get);

  private Polled<String, KafkaPosition> poll() throws InterruptedException {
    nanos.addAndGet(Duration.ofSeconds(1).toNanos());
    return source.poll(1, TIMEOUT);
  }

  @Test
  void showsTheLagOfEachPartitionThatItHas() throws Exception {
    context.onFlush(() -> true);
    consumer.assign(0, 1);
    consumer.updateEndOffsets(Map.of(partition(0), 10L, partition(1), 5L));
    consumer.add(0, 0, "a");
    poll();

    assertThat(context.metrics().value("lag.records.words-0")).isEqualTo(9);
    assertThat(context.metrics().value("lag.records.words-1")).isEqualTo(5);
    assertThat(context.metrics().value("lag.records")).isEqualTo(14);
    assertThat(context.metrics().value("partitions")).isEqualTo(2);

    consumer.assign(1);
    poll();

    assertThat(context.metrics().value("lag.records.words-0")).isZero();
    assertThat(context.metrics().value("lag.records")).isEqualTo(5);
    assertThat(context.metrics().value("partitions")).isEqualTo(1);
    assertThat(context.metrics().count("rebalances")).isEqualTo(2);
  }

  @Test
  void asksForTheLagOnceASecond() throws Exception {
    consumer.assign(0);
    consumer.updateEndOffsets(Map.of(partition(0), 10L));
    poll();
    consumer.updateEndOffsets(Map.of(partition(0), 20L));
    source.poll(1, TIMEOUT);

    assertThat(context.metrics().value("lag.records")).isEqualTo(10);
    poll();
    assertThat(context.metrics().value("lag.records")).isEqualTo(20);
  }

  @Test
  void countsCommitsAndThoseThatFailed() throws Exception {
    consumer.assign(0);
    consumer.add(0, 0, "a");
    KafkaPosition position = poll().position();
    consumer.failCommits(new RebalanceInProgressException(), new TimeoutException("nobody"));

    source.commit(List.of(position));
    poll();
    poll();

    assertThat(context.metrics().count("commits")).isEqualTo(1);
    assertThat(context.metrics().count("commits.failed")).isEqualTo(2);
    assertThat(context.metrics().value("commit.millis")).isNotNegative();
  }

  @Test
  void countsPartitionsThatAreLost() throws Exception {
    consumer.assign(0, 1);
    poll();
    consumer.schedulePollTask(consumer::loseAll);
    poll();

    assertThat(context.metrics().count("partitions.lost")).isEqualTo(2);
  }
}
