// SPDX-License-Identifier: Apache-2.0
package io.holdfast.testkit;

import io.holdfast.core.Source;
import io.holdfast.testkit.Event.Kind;
import io.holdfast.testkit.ScriptedStore.Failure;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Laws 201 to 205: what becomes of records when the executor dies. */
abstract class CrashLaws<T> extends AckLaws<T> {
  private static final String SEED = "holdfast.testkit.seed";

  /**
   * Law 201: a kill at any point loses nothing.
   *
   * <p>Why: this is what the receiver is for.
   *
   * <p>Steps: for each crash point, in all combinations of how often the receiver is killed, how
   * large blocks are, and how fast the store is: produce, kill, start another copy, until
   * everything is acknowledged. The first occurrences of the records must be what was produced, in
   * its order. With a slow take-over each point has one combination; {@code -Dholdfast.long=true}
   * makes it all.
   *
   * <p>If this fails, check that {@code open} begins after what was committed last and not after
   * what was delivered last, that nothing is committed by {@code close}, and law 101.
   */
  @TestFactory
  public final Stream<DynamicTest> law201_aKillLosesNothing() {
    skipWithoutReplay(201);
    return Arrays.stream(CrashPoint.values())
        .map(point -> DynamicTest.dynamicTest("law 201 at " + point, () -> killAt(point)));
  }

  private void killAt(CrashPoint point) throws Exception {
    boolean all = capabilities().wholeMatrix() || Boolean.getBoolean("holdfast.long");
    for (CrashRun run : all ? CrashRun.all(point) : CrashRun.one(point)) {
      try (Rig<T> rig = rig(run.settings())) {
        Law law = law(201, rig);
        if (point == CrashPoint.ANSWER_LOST) {
          Copy<T> first = rig.start();
          skipUnless(pushes(rig, law), 201, "nobody waits for an answer");
          first.kill();
        }
        try {
          run.run(law, rig);
        } catch (AssertionError e) {
          throw new AssertionError(e.getMessage() + "\nin " + run, e);
        }
      }
    }
  }

  /**
   * Law 201, in whatever order things happen: random productions, failing stores, cuts of the
   * network and kills lose nothing.
   *
   * <p>Steps: by a random number, which a failure names and {@code -Dholdfast.testkit.seed} gives
   * back: the same steps are taken again, though threads may meet otherwise.
   *
   * <p>If this fails, check as for the law at its crash points.
   */
  @Test
  public final void law201_whateverHappensLosesNothing() throws Exception {
    skipWithoutReplay(201);
    long seed = Long.getLong(SEED, System.nanoTime());
    int rounds = capabilities().wholeMatrix() ? 10 : 1;
    for (int round = 0; round < rounds; round++) {
      try (Rig<T> rig = rig()) {
        new RandomLife<>(law(201, rig), rig, seed + round, capabilities().network()).run();
      } catch (AssertionError e) {
        throw new AssertionError(
            "%s%nagain with -D%s=%d".formatted(e.getMessage(), SEED, seed + round), e);
      }
    }
  }

  /**
   * Law 202: what is unacknowledged is delivered again by the system itself to the new copy.
   *
   * <p>Why: nobody else has it.
   *
   * <p>Steps: hold the store, let the receiver take what there is, kill it. The system must
   * consider everything unacknowledged; the next copy must receive it although nothing is produced
   * any more.
   *
   * <p>If this fails, check where {@code open} begins when little or nothing is committed, and that
   * the system delivers again to another client.
   */
  @Test
  public final void law202_whatIsUnacknowledgedComesAgain() throws Exception {
    skipWithoutReplay(202);
    try (Rig<T> rig = rig()) {
      Law law = law(202, rig);
      rig.store().hold();
      rig.production().produce(5);
      Copy<T> copy = rig.start();
      rig.await(law, Kind.STORING);
      copy.kill();
      law.require(
          rig.production().acknowledged().isEmpty(),
          "nothing was durable when the receiver died, and acknowledged was %s",
          rig.production().acknowledged());
      rig.store().release();
      rig.start();
      rig.awaitComplete(law);
    }
  }

  /**
   * Law 203: after a kill at most the in-flight budget and one batch come again.
   *
   * <p>Why: a job plans for so many duplicates.
   *
   * <p>Steps: have much acknowledged; produce more; kill where as much as possible is durable and
   * nothing of it committed; count what comes twice.
   *
   * <p>If this fails, check that {@code open} begins at the commit and not at the beginning, and
   * that batches are no larger than {@code demand}.
   */
  @Test
  public final void law203_duplicatesAreBounded() throws Exception {
    skipWithoutReplay(203);
    try (Rig<T> rig = rig()) {
      Law law = law(203, rig);
      rig.production().produce(3 * Settings.BUDGET);
      Copy<T> copy = rig.start();
      rig.awaitComplete(law);
      copy.arm(CrashPoint.DURABLE);
      rig.production().produce(Settings.BUDGET);
      law.require(copy.awaitKill(Law.signal()), "nothing more was stored");
      rig.start();
      rig.awaitComplete(law);
      long bound = Settings.BUDGET + largestBatch(rig);
      law.require(
          rig.duplicates() <= bound,
          "%d records came more than once, and %d may",
          rig.duplicates(),
          bound);
    }
  }

  /**
   * Law 204: a source without replay loses only records that were not durable.
   *
   * <p>Why: that is all such a system makes unavoidable.
   *
   * <p>Steps: fail a store; the block must be stored all the same. Then hold the store, kill the
   * receiver, and produce more: missing may be what it had taken, and nothing else.
   *
   * <p>If this fails, check that {@code open} does not throw away what already waits.
   */
  @Test
  public final void law204_withoutReplayOnlyWhatWasInFlightIsLost() throws Exception {
    skipUnless(!capabilities().replay(), 204, "the system delivers again");
    try (Rig<T> rig = rig()) {
      Law law = law(204, rig);
      rig.store().failNext(Failure.BEFORE_LOG);
      rig.production().produce(5);
      Copy<T> copy = rig.start();
      law.await("everything is durable", () -> missing(rig).isEmpty());
      rig.store().hold();
      int mark = rig.log().size();
      rig.production().produce(5);
      rig.await(law, mark, Kind.STORING);
      copy.kill();
      Set<Object> taken = new HashSet<>();
      rig.log().all().stream()
          .filter(event -> event.kind() == Kind.POLLED || event.kind() == Kind.SUBMITTING)
          .forEach(event -> taken.addAll(event.items()));
      rig.store().release();
      // What is left of the copy could still take something; a dead process could not.
      law.await("the dead copy has ended", copy.stop()::isDone);
      rig.production().produce(5);
      rig.start();
      law.await(
          "what the dead copy had not taken is durable", () -> taken.containsAll(missing(rig)));
    }
  }

  private static <T> Set<T> missing(Rig<T> rig) {
    Set<T> missing = rig.production().all();
    missing.removeAll(new HashSet<>(rig.store().durable()));
    return missing;
  }

  /**
   * Law 205: copies of a receiver, by Java and by Kryo, are independent and hold no live object.
   *
   * <p>Why: Spark copies a receiver to each executor it runs on, and into each checkpoint.
   *
   * <p>Steps: start a receiver; copy it by both while it runs; stop it. Each copy must receive what
   * is produced then, from a source of its own.
   *
   * <p>If this fails, check the receiver's fields: hosts, paths and numbers may stay, connections
   * and clients may not, neither in a static field; and Kryo can copy no Java record, no {@code
   * List.of}, and calls no {@code readObject}.
   */
  @Test
  public final void law205_copiesAreIndependent() throws Exception {
    try (Rig<T> rig = rig()) {
      Law law = law(205, rig);
      rig.production().produce(2);
      Copy<T> copy = rig.start();
      rig.awaitAcknowledged(law);
      for (Travel travel : Travel.values()) {
        Copy<T> earlier = copy;
        try {
          copy = rig.travelOf(earlier, travel);
        } catch (Exception | LinkageError | StackOverflowError e) {
          throw law.broken("a receiver that runs cannot be copied by %s: %s".formatted(travel, e));
        }
        Copy<T> next = copy;
        law.await("the copy stops", () -> earlier.stop().isDone());
        rig.production().produce(2);
        next.start();
        rig.awaitAcknowledged(law);
      }
      if (capabilities().replay()) {
        rig.requireComplete(law);
      }
      List<Source<T>> sources = rig.sources();
      for (int i = 1; i < sources.size(); i++) {
        law.require(
            !sources.subList(0, i).contains(sources.get(i)),
            "two sessions were given one source: %s",
            sources.get(i));
      }
    }
  }
}
