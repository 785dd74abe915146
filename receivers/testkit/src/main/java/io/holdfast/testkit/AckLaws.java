// SPDX-License-Identifier: Apache-2.0
package io.holdfast.testkit;

import io.holdfast.core.PoisonPolicy;
import io.holdfast.testkit.Event.Kind;
import io.holdfast.testkit.ScriptedStore.Failure;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Laws 101 to 106: when the other side may be told that a record is safe. */
abstract class AckLaws<T> extends Laws<T> {

  /**
   * Law 101: nothing is committed, and no client answered, before the block that holds it is
   * durable.
   *
   * <p>Why: what was acknowledged is never delivered again. If the executor dies before the block
   * is durable, it is lost.
   *
   * <p>Steps: hold the store; produce; for a quiet time nothing may be acknowledged. Then let one
   * block through, and another: nothing but their records may be acknowledged.
   *
   * <p>If this fails, check for an automatic commit of the client library, a commit in {@code poll}
   * or {@code keepAlive}, one by a timer, an answer before {@code durable()} completes, and a
   * commit of the latest position instead of the given ones.
   */
  @Test
  public final void law101_nothingIsAcknowledgedBeforeItIsDurable() throws Exception {
    skipWithoutReplay(101);
    try (Rig<T> rig = rig()) {
      Law law = law(101, rig);
      rig.store().hold();
      rig.production().produce(10);
      rig.start();
      rig.await(law, Kind.STORING);
      law.stays(
          "nothing is acknowledged while the store is held",
          () -> rig.production().acknowledged().isEmpty());
      int all = rig.production().all().size();
      for (int block = 1; block <= 2 && rig.store().durable().size() < all; block++) {
        int mark = rig.log().size();
        rig.store().release(1);
        rig.await(law, mark, Kind.DURABLE);
        law.stays(
            "what is acknowledged without being durable is nothing",
            () -> isOnlyDurableAcknowledged(rig));
      }
      rig.store().release();
      rig.awaitAcknowledged(law);
      law.require(isOnlyDurableAcknowledged(rig), "more is acknowledged than is durable");
    }
  }

  /**
   * Law 102: a failed or ambiguous store is never followed by a commit of that block in that
   * session.
   *
   * <p>Why: a store that throws may have lost the block. Only the system still has it.
   *
   * <p>Steps: let the first store fail before the log, then after the log, then only by its reply;
   * hold what comes after it. Nothing may be acknowledged. Then let everything through: it must all
   * come.
   *
   * <p>If this fails, check for a commit in {@code abandon} or {@code close}, and for an answer to
   * a client although {@code durable()} has failed.
   */
  @Test
  public final void law102_aFailedStoreIsNotFollowedByACommit() throws Exception {
    skipWithoutReplay(102); // without replay, the block is stored again in the same session
    for (Failure failure : Failure.values()) {
      try (Rig<T> rig = rig()) {
        Law law = law(102, rig);
        rig.store().hold();
        rig.production().produce(10);
        rig.start();
        rig.await(law, Kind.STORING);
        rig.store().failNext(failure);
        rig.store().release(1);
        rig.await(law, Kind.STORE_FAILED);
        law.stays(
            "nothing is acknowledged after a store that failed: " + failure,
            () -> rig.production().acknowledged().isEmpty());
        rig.store().release();
        rig.awaitComplete(law);
      }
    }
  }

  /**
   * Law 103: everything durable is eventually committed, position-only batches too.
   *
   * <p>Why: what is not acknowledged fills the system, and comes again after each restart.
   *
   * <p>Steps: produce little, then more, then little: each time everything must be acknowledged. If
   * there is malformed input, skip some, stop, and start a new copy: it must not come again.
   *
   * <p>If this fails, check that {@code commit} does not wait for more, and that {@code poll}
   * returns a position where it has left a record out.
   */
  @Test
  public final void law103_everythingDurableIsAcknowledged() throws Exception {
    skipWithoutReplay(103);
    try (Rig<T> rig = rig(Settings.blocksOf(Settings.BLOCK).poison(PoisonPolicy.SKIP).build())) {
      Law law = law(103, rig);
      Copy<T> copy = rig.start();
      for (int records : new int[] {1, 10, 1}) {
        rig.production().produce(records);
        rig.awaitComplete(law);
      }
      if (capabilities().malformed()) {
        String position = rig.system().produceMalformed(0);
        Reports.await(rig, law, position);
        law.await("the copy stops", () -> copy.stop().isDone());
        int mark = rig.log().size();
        rig.start();
        rig.production().produce(1);
        rig.awaitComplete(law);
        law.require(
            !Reports.isIn(rig.log().since(mark), position),
            "%s was skipped and came again",
            position);
      }
    }
  }

  /**
   * Law 104: commits are a prefix in the order of the polls, of each partition; they never go
   * backwards, and none is repeated in a session.
   *
   * <p>Why: a commit that is ahead of its turn loses what is before it; one that goes back makes
   * records come again without end.
   *
   * <p>Steps: produce; let a store fail on the way. After each commit or answer, look at the
   * system: what it considers unacknowledged must be the end of what was produced, and must not
   * grow. Besides, the engine's calls are compared with its polls.
   *
   * <p>If this fails, check that {@code commit} acknowledges everything up to the last position it
   * is given, that nothing acknowledges in another thread, and that answers of a connection are
   * written in the order of its requests.
   */
  @Test
  public final void law104_commitsAreAPrefixInOrder() throws Exception {
    skipWithoutReplay(104);
    try (Rig<T> rig = rig()) {
      Law law = law(104, rig);
      rig.production().produce(4 * Settings.BUDGET / rig.production().partitions());
      PrefixWatch<T> watch = new PrefixWatch<>(rig);
      rig.afterCommit(watch::look);
      rig.store().hold();
      rig.start();
      rig.await(law, Kind.STORING);
      rig.store().release(2);
      law.await(
          "two blocks are durable", () -> rig.log().count(Kind.DURABLE) == 2 || isAllDurable(rig));
      rig.store().failNext(Failure.BEFORE_LOG);
      rig.store().release();
      law.await(
          "everything is acknowledged",
          () -> {
            law.require(watch.violations().isEmpty(), "%s", watch.violations());
            return rig.production().unacknowledged() == 0;
          });
      CallOrder.requireCommitsInOrder(law, rig.production());
    }
  }

  /**
   * Law 105: open, poll, commit, keepAlive, abandon and close run on one thread, never overlapping,
   * but for the commits within a flush.
   *
   * <p>Why: clients such as Kafka's are not thread-safe.
   *
   * <p>Steps: fill the budget, let a store fail, stop; compare the threads of all calls.
   *
   * <p>If this fails, it is the engine's fault: no receiver can break it. Report it.
   */
  @Test
  public final void law105_theSourceIsUsedByOneThread() throws Exception {
    try (Rig<T> rig = rig()) {
      Law law = law(105, rig);
      rig.store().hold();
      rig.production().produce(2 * Settings.BUDGET);
      Copy<T> copy = rig.start();
      if (!pushes(rig, law)) {
        rig.await(law, Kind.KEEPING_ALIVE);
      }
      rig.await(law, Kind.STORING);
      rig.store().failNext(Failure.BEFORE_LOG);
      rig.store().release();
      rig.await(law, Kind.STORE_FAILED);
      rig.awaitAcknowledged(law);
      law.await("the copy stops", () -> copy.stop().isDone());
      CallOrder.requireOneThread(law);
    }
  }

  /**
   * Law 106: a client's answer is about its own batch, and answers come in order on each
   * connection.
   *
   * <p>Why: a client forgets what it believes is taken.
   *
   * <p>Steps: two clients; blocks of one record; let one block after the other through. Each time
   * exactly the durable records must become acknowledged.
   *
   * <p>If this fails, check which request each stage of {@code durable()} answers.
   */
  @Test
  public final void law106_eachAnswerIsForItsOwnBatch() throws Exception {
    skipWithoutReplay(106);
    try (Rig<T> rig = rig(Settings.blocksOf(1).build())) {
      Law law = law(106, rig);
      rig.store().hold();
      rig.production().produce(12);
      rig.start();
      skipUnless(pushes(rig, law), 106, "the source is polled and answers nobody");
      rig.await(law, Kind.STORING);
      int all = rig.production().all().size();
      for (int block = 1; rig.store().durable().size() < all; block++) {
        int blocks = block;
        rig.store().release(1);
        law.await("a block is durable", () -> rig.log().count(Kind.DURABLE) == blocks);
        List<T> durable = rig.store().durable();
        law.await(
            "exactly what is durable is answered: " + durable,
            () -> {
              law.require(isOnlyDurableAcknowledged(rig), "more is answered than is durable");
              return rig.production().acknowledged().equals(new HashSet<>(durable));
            });
      }
    }
  }
}
