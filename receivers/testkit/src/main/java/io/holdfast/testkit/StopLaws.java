// SPDX-License-Identifier: Apache-2.0
package io.holdfast.testkit;

import io.holdfast.testkit.Event.Kind;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Laws 401, 402, 403 and 405: a stop returns, and leaves nothing. */
abstract class StopLaws<T> extends FlowLaws<T> {

  /** A source that leaks a thread in each of its lives leaves more of them than come and go. */
  private static final int LIVES = 4;

  /** A busy machine must not be why a drain comes to nothing. */
  private static final Duration LONG_DRAIN = Duration.ofSeconds(5);

  /**
   * Law 401: a stop returns within the drain time-out and two seconds: with a store that hangs, a
   * peer that says nothing, a system that is gone.
   *
   * <p>Why: Spark waits ten seconds for all of it, and then closes the log.
   *
   * <p>Steps: stop in each of these cases and look at the time.
   *
   * <p>If this fails, check that {@code wakeup} does not block, and that {@code close} does not
   * wait for a peer without bound.
   */
  @Test
  public final void law401_aStopReturnsInTime() throws Exception {
    try (Rig<T> rig = rig()) {
      Law law = law(401, rig);
      rig.store().hold();
      rig.production().produce(3);
      Copy<T> copy = rig.start();
      rig.await(law, Kind.STORING);
      requireStopped(law, copy, "the store hangs");
    }
    try (Rig<T> rig = rig()) {
      Law law = law(401, rig);
      Copy<T> copy = rig.start();
      rig.await(law, Kind.OPENED);
      requireStopped(law, copy, "nothing comes");
    }
    if (capabilities().network()) {
      try (Rig<T> rig = rig()) {
        Law law = law(401, rig);
        rig.production().produce(3);
        Copy<T> copy = rig.start();
        rig.awaitAcknowledged(law);
        rig.system().refuse(true);
        rig.sever();
        requireStopped(law, copy, "the system is gone");
        rig.system().refuse(false);
      }
    }
  }

  private static <T> void requireStopped(Law law, Copy<T> copy, String when) throws Exception {
    requireStopped(law, copy, Settings.STOP, when);
  }

  private static <T> void requireStopped(Law law, Copy<T> copy, Duration atMost, String when)
      throws Exception {
    try {
      copy.stop().get(atMost.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw law.broken(
          "a stop did not return within %d ms when %s".formatted(atMost.toMillis(), when));
    }
  }

  /**
   * Law 402: a stop that is asked for by the receiver's own thread returns, and the source is
   * closed.
   *
   * <p>Why: whoever waits for himself waits for ever.
   *
   * <p>Steps: call the receiver's stop in the thread that polls or submits.
   *
   * <p>If this fails, check for a {@code wakeup} or {@code close} that waits until {@code poll} has
   * returned or joins the thread that calls it.
   */
  @Test
  public final void law402_aStopFromWithinReturns() throws Exception {
    try (Rig<T> rig = rig()) {
      Law law = law(402, rig);
      Copy<T> copy = rig.travel();
      AtomicBoolean returned = new AtomicBoolean();
      copy.onSourceThread(
          () -> {
            copy.stopHere();
            returned.set(true);
          });
      rig.production().produce(1);
      copy.start();
      law.await(Settings.STOP, "the stop returns", returned::get);
      law.await(Settings.STOP, "the source is closed", () -> rig.log().count(Kind.CLOSED) > 0);
    }
  }

  /**
   * Law 403: after a stop no thread and no connection of the receiver lives, the port is free, and
   * a second stop does nothing.
   *
   * <p>Why: an executor lives as long as its application, through all restarts of its receivers.
   *
   * <p>Steps: start, receive, stop, stop again; four times. The number of threads must not grow
   * from time to time, no thread of the engine may be left, and the system must see no connection.
   *
   * <p>If this fails, check that {@code close} ends what {@code open} and {@code start} have begun,
   * also after a failure.
   */
  @Test
  public final void law403_nothingIsLeftAfterAStop() throws Exception {
    try (Rig<T> rig = rig()) {
      Law law = law(403, rig);
      Set<Thread> afterFirst = Set.of();
      for (int life = 1; life <= LIVES; life++) {
        Copy<T> copy = rig.start();
        rig.production().produce(2);
        rig.awaitAcknowledged(law);
        requireStopped(law, copy, "all is acknowledged");
        copy.stopHere();
        law.await("no thread of the engine lives", () -> Threads.ofEngine().isEmpty());
        OptionalInt connections = rig.system().connections();
        law.require(
            connections.orElse(0) == 0, "the system still sees %s connections", connections);
        afterFirst = life == 1 ? Threads.all() : afterFirst;
      }
      Set<Thread> first = afterFirst;
      law.await(
          "the receiver leaves no thread for each life of it",
          () -> Threads.all().size() < first.size() + LIVES - 1);
    }
  }

  /**
   * Law 405: what was received and can be stored within the drain time-out is durable when a stop
   * returns; what is durable is committed; the rest comes again.
   *
   * <p>Why: a stop is the time at which nothing has to come twice, or, without replay, to be lost.
   *
   * <p>Steps: hold the store, receive, begin a stop, and release the store a little later: all that
   * was received must be durable and acknowledged when the stop has returned. Stop while records
   * flow into a slow store; look at the system when the stop has returned. Then stop while the
   * store hangs: nothing but what is durable may be acknowledged, and another copy must receive the
   * rest.
   *
   * <p>Without replay only what is durable is looked at.
   *
   * <p>If this fails, check for a commit in {@code close}, for one that waits for the next poll,
   * and for answers that are not written any more once {@code isStopping} is true.
   */
  @Test
  public final void law405_whatIsDurableAtAStopIsCommitted() throws Exception {
    try (Rig<T> rig = rig(Settings.blocksOf(Settings.BLOCK).drainTimeout(LONG_DRAIN).build())) {
      requireDrained(law(405, rig), rig);
    }
    if (capabilities().replay()) {
      requireCommitted();
    }
  }

  private void requireDrained(Law law, Rig<T> rig) throws Exception {
    rig.store().hold();
    rig.production().produce(Settings.BUDGET / rig.production().partitions());
    Copy<T> copy = rig.start();
    rig.await(law, Kind.STORING);
    law.stays("the receiver runs", () -> rig.log().count(Kind.OPENING) == 1);
    Set<T> received = receivedBeforeStop(rig, copy);
    law.stays("the stop waits for the store", () -> !copy.stop().isDone());
    rig.store().release();
    requireStopped(law, copy, LONG_DRAIN.plus(Settings.STOP), "the store is free");
    received.removeAll(rig.store().durable());
    law.require(received.isEmpty(), "received and not durable at the end of a stop: %s", received);
    if (capabilities().replay()) {
      requireDurableAcknowledged(law, rig);
    }
  }

  /** Begins a stop; returns what the engine had taken before. */
  private static <T> Set<T> receivedBeforeStop(Rig<T> rig, Copy<T> copy) {
    Set<T> received = new HashSet<>(rig.production().all());
    List<Event> before = rig.log().all();
    var unused = copy.stop();
    Set<Object> taken = new HashSet<>();
    before.stream()
        .filter(event -> event.kind() == Kind.POLLED || event.kind() == Kind.SUBMITTED)
        .forEach(event -> taken.addAll(event.items()));
    received.retainAll(taken);
    return received;
  }

  private void requireCommitted() throws Exception {
    try (Rig<T> rig = rig()) {
      Law law = law(405, rig);
      rig.store().slow(Duration.ofMillis(5));
      rig.production().produce(50);
      Copy<T> copy = rig.start();
      rig.await(law, Kind.DURABLE);
      requireStopped(law, copy, "records flow");
      requireDurableAcknowledged(law, rig);
    }
    try (Rig<T> rig = rig()) {
      Law law = law(405, rig);
      rig.store().hold();
      rig.production().produce(10);
      Copy<T> copy = rig.start();
      rig.await(law, Kind.STORING);
      requireStopped(law, copy, "the store hangs");
      law.require(
          isOnlyDurableAcknowledged(rig),
          "acknowledged at the end of a stop, and not durable: %s",
          rig.production().acknowledged());
      rig.store().release();
      rig.start();
      rig.awaitComplete(law);
    }
  }

  private static <T> void requireDurableAcknowledged(Law law, Rig<T> rig) throws Exception {
    Set<T> left = new HashSet<>(rig.store().durable());
    left.removeAll(rig.production().acknowledged());
    law.require(left.isEmpty(), "durable and not acknowledged at the end of a stop: %s", left);
  }
}
