// SPDX-License-Identifier: Apache-2.0
package io.holdfast.it.source;

import io.holdfast.it.job.JobSource;
import io.holdfast.it.job.SourceKind;
import io.holdfast.it.ledger.Ledger;
import io.holdfast.it.ledger.TestRecord;
import io.holdfast.parts.FaultProxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One source and its sender, a thread that gives it records at a steady rate and enters them into a
 * ledger.
 *
 * <p>One thread, the test's, starts, pauses and closes it, and does to its system what faults do;
 * the rest is thread-safe.
 */
public abstract class Feed implements AutoCloseable {
  private static final long TICK_MILLIS = 250;
  private static final int RECORDS_A_TICK = 10;

  private final SourceKind kind;
  private final List<String> origins;
  private final Ledger ledger;
  private final AtomicLong sent = new AtomicLong();
  private final Thread sender;
  private volatile boolean closed;
  private boolean paused = true;
  private boolean sending;
  private long ticks;

  /**
   * A source whose sender is not started.
   *
   * @param origins the ordered streams in it, as the first words of its records
   */
  Feed(SourceKind kind, List<String> origins) {
    this(kind, origins, new Ledger());
  }

  /** The same with a ledger that others of its kind may share, whose origins are others. */
  Feed(SourceKind kind, List<String> origins, Ledger ledger) {
    this.kind = kind;
    this.origins = origins;
    this.ledger = ledger;
    sender = new Thread(this::run, "sender-" + kind);
    sender.setDaemon(true);
  }

  /** What source it is. */
  public final SourceKind kind() {
    return kind;
  }

  /** What was given to it, and to those that share it, and what was counted. */
  public final Ledger ledger() {
    return ledger;
  }

  /** What stands before each record where a receiver gets it. */
  public String before() {
    return "";
  }

  /** What the job has to know of it. */
  public abstract JobSource forTheJob();

  /**
   * How many records its system holds to be delivered for good, by its own word: at most so many
   * are. Does not fail while the system is down.
   */
  public abstract long acknowledged();

  /** What stands between the source and its receiver; empty if there is no network. */
  public abstract Optional<FaultProxy> proxy();

  /** Ends its system as an administrator does, and starts it again. */
  public abstract void restart() throws Exception;

  /** Brings its system where a SIGKILL is to find it; most may be found anywhere. */
  public void beforeKill() throws Exception {}

  /** Ends its system with SIGKILL, and starts it again. */
  public abstract void kill() throws Exception;

  /**
   * How many records its own system may lose when it is killed, whatever the receiver does: what it
   * does not keep until it has an answer.
   */
  public long lossWhenKilled() {
    return 0;
  }

  /**
   * How many records a fault may cost because it has cut a connection, and nobody asks the source
   * for them again.
   *
   * @param acknowledged how many were acknowledged when it struck
   */
  public long lossWhenCut(long acknowledged) {
    return 0;
  }

  /** Whether all that its system has taken, and that can still come, was counted. */
  public boolean isComplete() {
    return ledger.isComplete();
  }

  /**
   * Gives records to the source's system, in this order. What it has taken is to be entered as
   * sent; what it has not when this throws stays offered, and may come or not.
   */
  abstract void give(List<TestRecord> records) throws Exception;

  final void sent(TestRecord record) {
    ledger.sent(record);
    sent.incrementAndGet();
  }

  /** Whether its system has taken records that it does not yet know to be delivered. */
  public final boolean hasInFlight() {
    long taken = sent.get();
    return taken > acknowledged();
  }

  /** Begins to send, or goes on. */
  public final synchronized void send() {
    paused = false;
    notifyAll();
    if (sender.getState() == Thread.State.NEW) {
      sender.start();
    }
  }

  /** Sends no more; returns when nothing is on its way from the sender to the system. */
  public final synchronized void pause() throws InterruptedException {
    paused = true;
    while (sending) {
      wait();
    }
  }

  private void run() {
    try {
      while (!closed) {
        awaitTurn();
        try {
          give(offer());
        } catch (InterruptedException e) {
          throw e;
        } catch (Exception e) {
          // Its system is down: what was not taken stays offered.
        } finally {
          done();
        }
        TimeUnit.MILLISECONDS.sleep(TICK_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void awaitTurn() throws InterruptedException {
    while (paused) {
      wait();
    }
    sending = true;
  }

  private synchronized void done() {
    sending = false;
    notifyAll();
  }

  private List<TestRecord> offer() {
    List<TestRecord> records = new ArrayList<>();
    long now = System.currentTimeMillis();
    for (int i = 0; i < RECORDS_A_TICK; i++) {
      String origin = origins.get(i % origins.size());
      long place = (ticks * RECORDS_A_TICK + i) / origins.size();
      TestRecord record = new TestRecord(origin, place);
      ledger.offered(record, now);
      records.add(record);
    }
    ticks++;
    return records;
  }

  /** Ends the sender, and then what it sends to. */
  @Override
  public final void close() throws Exception {
    closed = true;
    sender.interrupt();
    sender.join();
    closeSource();
  }

  abstract void closeSource() throws Exception;

  @Override
  public final String toString() {
    return kind.words();
  }
}
