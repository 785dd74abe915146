// SPDX-License-Identifier: Apache-2.0
package io.holdfast.testkit;

import io.holdfast.testkit.Event.Kind;
import io.holdfast.testkit.ScriptedStore.Failure;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Laws 301 to 305: order, and what happens when more comes than can be stored. */
abstract class FlowLaws<T> extends CrashLaws<T> {

  /**
   * Law 301: the order of each partition is kept, within blocks and across them.
   *
   * <p>Why: what follows may depend on what came first, such as a total, or an update of a row.
   *
   * <p>Steps: let stores fail in all ways, and kill the receiver. The first occurrences must come
   * in order, and what comes again must be an unbroken part of the partition.
   *
   * <p>If this fails, check that a source begins again at its commit with everything after it,
   * instead of putting single records back behind others.
   */
  @Test
  public final void law301_theOrderOfAPartitionIsKept() throws Exception {
    try (Rig<T> rig = rig()) {
      Law law = law(301, rig);
      rig.production().produce(8 * Settings.BUDGET / rig.production().partitions());
      if (capabilities().replay()) {
        rig.store().hold();
        Copy<T> copy = rig.start();
        for (Failure failure : Failure.values()) {
          storeAndFail(law, rig, failure);
        }
        rig.store().release();
        copy.kill();
      }
      rig.start();
      law.await(
          "everything is durable",
          () -> {
            List<T> durable = rig.store().durable();
            for (int partition = 0; partition < rig.production().partitions(); partition++) {
              requireRuns(law, rig.production(), partition, durable);
            }
            return isAllDurable(rig);
          });
      rig.awaitComplete(law);
    }
  }

  /** Unless the source hands over so much at once that there is no other block. */
  private static <T> void storeAndFail(Law law, Rig<T> rig, Failure failure)
      throws InterruptedException {
    int mark = rig.log().size();
    rig.store().release(1);
    rig.await(law, mark, Kind.DURABLE);
    if (!isAllDurable(rig)) {
      rig.store().failNext(failure);
      rig.store().release(1);
      rig.await(law, mark, Kind.STORE_FAILED);
    }
  }

  /** Each record is the next one after the last, or goes back to one that was there before. */
  private static <T> void requireRuns(
      Law law, Production<T> production, int partition, List<T> durable) {
    List<T> produced = production.of(partition);
    int last = -1;
    int most = -1;
    boolean back = false;
    for (T record : durable) {
      int index = produced.indexOf(record);
      if (index >= 0) {
        back = index <= most && index != last + 1;
        law.require(
            index == last + 1 || back,
            "%s of partition %d came after %s",
            record,
            partition,
            last < 0 ? "nothing" : produced.get(last));
        last = index;
        most = Math.max(most, index);
      }
    }
  }

  /**
   * Law 302: while the store is held, no more is taken than the budget and one batch.
   *
   * <p>Why: whatever is buffered beyond it is memory that nobody bounds, until the executor dies.
   *
   * <p>Steps: hold the store; produce ten times the budget; wait until nothing more is taken. What
   * the engine has, and what the system says it has given away, must be within the bound, for which
   * each connection may have a batch of its own.
   *
   * <p>If this fails, check for a thread of the source that reads ahead into a queue without bound,
   * and for a push source that goes on reading a connection while {@code submit} waits for it.
   */
  @Test
  public final void law302_whatIsTakenIsBounded() throws Exception {
    try (Rig<T> rig = rig()) {
      Law law = law(302, rig);
      rig.store().hold();
      rig.production().produce(10 * Settings.BUDGET / rig.production().partitions());
      rig.start();
      rig.await(law, Kind.STORING);
      int batches = pushes(rig, law) ? rig.production().partitions() : 1;
      law.stays(
          "the engine takes no more than the budget and a batch",
          () -> takenByEngine(rig) <= Settings.BUDGET + largestBatch(rig));
      OptionalLong taken = rig.system().taken();
      if (taken.isPresent()) {
        long bound = Settings.BUDGET + batches * largestBatch(rig);
        law.require(
            taken.getAsLong() <= bound,
            "the receiver has taken %d records, and may take %d",
            taken.getAsLong(),
            bound);
      }
      rig.store().release();
      rig.awaitComplete(law);
    }
  }

  /**
   * Law 303: while it is full, the source stays alive: it is not disconnected, and no record is
   * lost.
   *
   * <p>Why: a full receiver that loses its partitions makes them come again, and is full again.
   *
   * <p>Steps: hold the store for some time with the budget full; then let everything through. The
   * session must be the same, nothing reported, nothing twice, nothing lost.
   *
   * <p>If this fails, check {@code keepAlive}: it has to keep a connection alive without taking
   * records, and what it cannot help taking comes with the next poll.
   */
  @Test
  public final void law303_aFullSourceStaysAlive() throws Exception {
    try (Rig<T> rig = rig()) {
      Law law = law(303, rig);
      rig.store().hold();
      rig.production().produce(2 * Settings.BUDGET);
      rig.start();
      rig.await(law, Kind.STORING);
      law.stays(
          Law.quiet().multipliedBy(2),
          "the session goes on without a report",
          () -> rig.log().count(Kind.OPENING) == 1 && rig.log().count(Kind.REPORTED) == 0);
      rig.store().release();
      rig.awaitComplete(law);
      law.require(rig.duplicates() == 0, "%d records came twice", rig.duplicates());
      law.require(rig.log().count(Kind.OPENING) == 1, "the session did not last");
    }
  }

  /**
   * Law 304: at a rate limit r, what is accepted in a time t is at most r t and one batch; a change
   * takes effect within a second.
   *
   * <p>Why: this is Spark's back-pressure.
   *
   * <p>Steps: limit; count for a second; change; count again a second later; lift it.
   *
   * <p>If this fails, it is the engine's fault: no receiver can break it. Report it.
   */
  @Test
  public final void law304_theRateLimitIsKept() throws Exception {
    try (Rig<T> rig = rig()) {
      Law law = law(304, rig);
      rig.store().rateLimit(100);
      rig.production().produce(150);
      long started = System.nanoTime();
      rig.start();
      rig.await(law, Kind.DURABLE);
      long before = requireRate(law, rig, 100, 0, started, Duration.ofSeconds(1));
      law.require(before >= 20, "only %d records came at a limit of 100", before);
      rig.store().rateLimit(20);
      law.stays(Duration.ofMillis(500), "the receiver runs", () -> true);
      requireRate(law, rig, 20, takenByEngine(rig), System.nanoTime(), Duration.ofSeconds(1));
      rig.store().rateLimit(Long.MAX_VALUE);
      rig.awaitComplete(law);
    }
  }

  /** Looks for so long that no more is accepted than the limit allows; returns how much it was. */
  private static <T> long requireRate(
      Law law, Rig<T> rig, long limit, long before, long sinceNanos, Duration time) {
    law.stays(
        time,
        "no more is accepted than %d a second and a batch".formatted(limit),
        () -> {
          long accepted = takenByEngine(rig) - before; // counted first: the time only grows
          double seconds = (System.nanoTime() - sinceNanos) / 1e9;
          return accepted <= limit * seconds + 2 * largestBatch(rig);
        });
    return takenByEngine(rig) - before;
  }

  /**
   * Law 305: pressure reaches the sender, and nothing is dropped.
   *
   * <p>Why: whoever drops what he has no room for loses it.
   *
   * <p>Steps: a slow store and a small budget; produce much while it runs. Everything must come,
   * once, in one session, and no batch may be refused.
   *
   * <p>If this fails, check what becomes of a batch when {@code trySubmit} has no room for it, and
   * of records beyond {@code demand}.
   */
  @Test
  public final void law305_nothingIsDroppedUnderPressure() throws Exception {
    try (Rig<T> rig = rig()) {
      Law law = law(305, rig);
      rig.store().slow(Duration.ofMillis(5));
      rig.start();
      rig.production().produce(3 * Settings.BUDGET);
      rig.awaitComplete(law);
      law.require(rig.duplicates() == 0, "%d records came twice", rig.duplicates());
      law.require(rig.log().count(Kind.REFUSED) == 0, "batches were refused");
      law.require(rig.log().count(Kind.OPENING) == 1, "the session did not last");
    }
  }
}
