// SPDX-License-Identifier: Apache-2.0
package io.holdfast.testkit;

import io.holdfast.testkit.Event.Kind;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** Laws 501 to 504: one session after the other, whatever fails. */
abstract class SessionLaws<T> extends StopLaws<T> {

  /** Of what a busy thread gets beside it. A source that waits takes a few hundredths. */
  private static final double MOST_OF_A_CORE = 0.3;

  /**
   * Law 501: overlapping restarts never give two live sessions.
   *
   * <p>Why: two sessions of one receiver take each other's records.
   *
   * <p>Steps: let Spark restart the receiver twice at once. Each session must be opened after the
   * last one was closed, everything must come, and the system must see no more connections than
   * before.
   *
   * <p>If this fails, check that {@code close} gives the connection back, and that nothing of a
   * source is kept in the receiver.
   */
  @Test
  public final void law501_restartsNeverOverlap() throws Exception {
    try (Rig<T> rig = rig()) {
      Law law = law(501, rig);
      Copy<T> copy = rig.start();
      rig.production().produce(5);
      rig.awaitAcknowledged(law);
      OptionalInt before = rig.system().connections();
      int mark = rig.log().size();
      copy.restart();
      copy.restart();
      rig.await(law, mark, Kind.OPENED);
      rig.production().produce(5);
      rig.awaitComplete(law);
      int live = 0;
      for (Event event : rig.log().all()) {
        live += event.kind() == Kind.OPENED ? 1 : event.kind() == Kind.CLOSED ? -1 : 0;
        law.require(live <= 1, "a session was opened before the last one was closed");
      }
      law.await(
          "the system sees the connections of one session",
          () -> rig.system().connections().orElse(0) <= before.orElse(0));
    }
  }

  /**
   * Law 502: a source that cannot be opened is tried again after growing pauses and reported, and
   * never in a hot loop.
   *
   * <p>Why: a broker that is down for a night must cost neither a core nor a gigabyte of log.
   *
   * <p>Steps: let every {@code open} fail for a second; with a network, let the system refuse for
   * another one. Count the attempts and the processor time of the receiver's threads; it must be
   * reported. Then let it in: everything must come.
   *
   * <p>If this fails, check for a loop in {@code open} or {@code poll} that tries again by itself:
   * throw instead.
   */
  @Test
  public final void law502_whatCannotBeOpenedIsTriedAgainInTime() throws Exception {
    var settings =
        Settings.blocksOf(Settings.BLOCK).backoff(Duration.ofMillis(100), Duration.ofSeconds(1));
    try (Rig<T> rig = rig(settings.build())) {
      Law law = law(502, rig);
      rig.production().produce(2);
      rig.faults().planAlways("open", new IOException("it cannot be opened"));
      if (capabilities().network()) {
        rig.system().refuse(true);
      }
      rig.start();
      requireCalm(law, rig);
      Reports.await(rig, law, "it cannot be opened");
      rig.faults().heal("open");
      if (capabilities().network()) {
        int mark = rig.log().size();
        // Only now: before, it may still wait because of the last failure, as calm as can be.
        rig.await(law, mark, Kind.OPENING);
        requireCalm(law, rig);
        law.await(
            Law.signal().multipliedBy(2),
            "a source that is refused is reported",
            () -> pushes(rig) || rig.log().since(mark).stream().anyMatch(SessionLaws::isReport));
        rig.system().refuse(false);
      }
      rig.awaitComplete(law);
    }
  }

  private static <T> void requireCalm(Law law, Rig<T> rig) throws Exception {
    int mark = rig.log().size();
    long before = processorNanos();
    try (BusyThread busy = BusyThread.start()) {
      law.stays(
          Duration.ofSeconds(1),
          "the source is opened a few times a second",
          () ->
              rig.log().since(mark).stream().filter(event -> event.kind() == Kind.OPENING).count()
                  <= 40);
      double share = (processorNanos() - before) / (double) busy.processorNanos();
      law.require(
          share < MOST_OF_A_CORE,
          "the receiver's threads take %.0f%% of what a busy thread takes: a hot loop",
          100 * share);
    }
  }

  private static boolean isReport(Event event) {
    return event.kind() == Kind.REPORTED;
  }

  private static long processorNanos() {
    return Threads.ofEngine().stream().mapToLong(BusyThread::processorNanos).sum();
  }

  /**
   * Law 503: after the network was cut and is back, the receiver goes on by itself; nothing is
   * lost, and the order is kept.
   *
   * <p>Why: networks break more often than executors.
   *
   * <p>Steps: cut all connections while records come; then cut and refuse for some time.
   *
   * <p>If this fails, check that a broken connection makes {@code poll} throw, or that the source
   * makes a new one; and that a push source goes on listening.
   */
  @Test
  public final void law503_afterACutItGoesOn() throws Exception {
    skipWithoutNetwork(503);
    skipWithoutReplay(503);
    try (Rig<T> rig = rig()) {
      Law law = law(503, rig);
      rig.start();
      rig.production().produce(5);
      rig.awaitComplete(law);
      rig.production().produce(10);
      rig.sever();
      rig.awaitComplete(law);
      rig.system().refuse(true);
      rig.sever();
      rig.production().produce(5);
      law.stays("nothing strange comes", () -> rig.store().durable().size() < 10_000);
      rig.system().refuse(false);
      rig.awaitComplete(law);
    }
  }

  /**
   * Law 504: an exception from any method or thread of a source never ends the receiver silently.
   *
   * <p>Why: a receiver that has died and says nothing is found when data is missing.
   *
   * <p>Steps: throw an exception or an error from one call after the other, instead of it; in the
   * thread of a push source that hands a batch in, too. Each time it must be reported, and what is
   * produced then must come.
   *
   * <p>If this fails, check that every thread of a push source tells {@code Intake.fail} what it
   * dies of.
   */
  @Test
  public final void law504_anExceptionNeverEndsItSilently() throws Exception {
    skipWithoutReplay(504);
    try (Rig<T> rig = rig()) {
      Law law = law(504, rig);
      rig.start();
      rig.production().produce(1);
      rig.awaitAcknowledged(law);
      List<String> calls =
          pushes(rig, law) ? List.of("start", "submit") : List.of("poll", "keepAlive", "commit");
      for (String call : calls) {
        for (Throwable thrown : List.of(new IllegalStateException(call), new Error(call))) {
          fail(law, rig, call, thrown);
        }
      }
      fail(law, rig, "open", new IOException("open"));
      rig.faults().plan("close", new IOException("close"));
      fail(law, rig, "open", new Error("open"));
    }
  }

  private void fail(Law law, Rig<T> rig, String call, Throwable thrown) throws Exception {
    int mark = rig.log().size();
    rig.faults().plan(call, thrown);
    if (call.equals("start") || call.equals("open")) {
      rig.faults().plan("submit", new IllegalStateException("to begin anew"));
      rig.faults().plan("poll", new IllegalStateException("to begin anew"));
    }
    if (call.equals("keepAlive")) {
      rig.store().hold();
    }
    rig.production().produce(call.equals("keepAlive") ? 2 * Settings.BUDGET : 1);
    law.await(
        "%s from %s is reported".formatted(thrown, call),
        () -> Reports.isIn(rig.log().since(mark), thrown.toString()));
    rig.store().release();
    rig.faults().heal("submit");
    rig.faults().heal("poll");
    rig.awaitComplete(law);
  }
}
