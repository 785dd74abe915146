// SPDX-License-Identifier: Apache-2.0
package io.holdfast.testkit;

import com.codahale.metrics.MetricRegistry;
import io.holdfast.testkit.Event.Kind;
import io.holdfast.testkit.ScriptedStore.Failure;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Law 701: figures that are true. */
abstract class MetricLaws<T> extends PoisonLaws<T> {

  /**
   * Law 701: the counters agree with what happened, and the gauges of what is in flight return to
   * zero.
   *
   * <p>Why: whoever is woken by an alarm at night has nothing else.
   *
   * <p>Steps: receive, with a store that fails; compare Spark's metrics with the log of events.
   *
   * <p>If this fails, check that records and batches are not changed after they were handed over.
   */
  @Test
  public final void law701_theFiguresAgreeWithWhatHappened() throws Exception {
    try (Rig<T> rig = rig()) {
      Law law = law(701, rig);
      rig.production().produce(20);
      rig.store().failNext(Failure.BEFORE_LOG);
      rig.start();
      law.await("everything is durable", () -> rig.store().durable().size() >= 20);
      rig.awaitAcknowledged(law);
      List<MetricRegistry> published = SparkEnvironment.published();
      law.require(published.size() == 1, "%d receivers publish metrics", published.size());
      MetricRegistry metrics = published.get(0);
      law.await("nothing is in flight", () -> gauge(metrics, "inFlightRecords") == 0);
      law.require(gauge(metrics, "inFlightBytes") == 0, "bytes are in flight, and no records");
      long ended = count(metrics, "committed") + count(metrics, "replayed");
      requireCount(law, metrics, "received", ended + count(metrics, "withdrawn"));
      if (!pushes(rig, law)) { // what is submitted while a session ends may count or not
        requireCount(law, metrics, "received", takenByEngine(rig));
      }
      requireCount(law, metrics, "stored", sum(rig, Kind.DURABLE));
      if (capabilities().replay()) { // without, it is tried again and not ambiguous
        requireCount(law, metrics, "ambiguous", sum(rig, Kind.STORE_FAILED));
      }
      requireCount(law, metrics, "committed", rig.store().durable().size());
    }
  }

  private static long gauge(MetricRegistry metrics, String name) {
    return ((Number) metrics.getGauges().get(name).getValue()).longValue();
  }

  private static long count(MetricRegistry metrics, String name) {
    return metrics.getCounters().get(name).getCount();
  }

  private static void requireCount(Law law, MetricRegistry metrics, String name, long expected) {
    long count = count(metrics, name);
    law.require(count == expected, "%s says %d, and it was %d", name, count, expected);
  }

  private static <T> long sum(Rig<T> rig, Kind kind) {
    return rig.log().of(kind).mapToLong(event -> event.items().size()).sum();
  }
}
