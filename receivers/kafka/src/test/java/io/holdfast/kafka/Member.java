// SPDX-License-Identifier: Apache-2.0
package io.holdfast.kafka;

import io.holdfast.core.PoisonPolicy;
import io.holdfast.core.Polled;
import io.holdfast.core.Positioned;
import io.holdfast.testkit.FakeContext;
import io.holdfast.testkit.FakeMetrics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A receiver under an engine of a few lines, so that many of them fit into one JVM: a session
 * thread, a store that takes a moment, a small budget, and a session opened anew after a failure.
 */
final class Member implements AutoCloseable {
  /** Small against what a poll may bring, so that it is full again and again. */
  private static final int BUDGET = 40;

  static final Duration POLL = Duration.ofMillis(10);
  private static final Duration STORE = Duration.ofMillis(20);
  private static final Duration DRAIN = Duration.ofSeconds(5);

  private final KafkaReceiver<Positioned<String>> receiver;
  private final FakeContext context = new FakeContext(PoisonPolicy.FAIL);
  private final ExecutorService store = Executors.newSingleThreadExecutor();
  private final Executor slowStore =
      CompletableFuture.delayedExecutor(STORE.toMillis(), TimeUnit.MILLISECONDS, store);
  private final Lock storeIsOpen = new ReentrantLock();
  private final AtomicInteger storedRecords = new AtomicInteger();
  private final AtomicInteger full = new AtomicInteger();
  private final List<Throwable> failures = new CopyOnWriteArrayList<>();
  private final Thread session;

  // Of one session.
  private LinkedBlockingQueue<Polled<Positioned<String>, KafkaPosition>> durable;
  private int inFlightBatches;
  private int inFlightRecords;

  private volatile Ledger ledger;
  private volatile KafkaSource<Positioned<String>> source;
  private volatile boolean stopping;

  Member(String name, KafkaReceiver<Positioned<String>> receiver, Ledger ledger) {
    this.receiver = receiver;
    this.ledger = ledger;
    context.onFlush(() -> flush(DRAIN));
    session = new Thread(this::run, name);
    session.start();
  }

  int storedRecords() {
    return storedRecords.get();
  }

  /** How often it had no room and was only kept alive. */
  int timesFull() {
    return full.get();
  }

  /** From now on what is stored goes there. */
  void ledger(Ledger ledger) {
    this.ledger = ledger;
  }

  FakeMetrics metrics() {
    return context.metrics();
  }

  /** What ended sessions. */
  List<Throwable> failures() {
    return failures;
  }

  /** While somebody holds this lock nothing becomes durable. */
  Lock storeIsOpen() {
    return storeIsOpen;
  }

  /** Drains and leaves the group. */
  @Override
  public void close() throws InterruptedException {
    stopping = true;
    KafkaSource<?> current = source;
    if (current != null) {
      current.wakeup();
    }
    session.join(TimeUnit.MINUTES.toMillis(1));
    store.shutdownNow();
    if (session.isAlive()) {
      throw new AssertionError(session.getName() + " does not end");
    }
  }

  private void run() {
    while (!stopping) {
      durable = new LinkedBlockingQueue<>();
      inFlightBatches = 0;
      inFlightRecords = 0;
      try {
        oneSession();
      } catch (Exception | AssertionError e) {
        failures.add(e);
      }
    }
  }

  @SuppressWarnings("unchecked") // there is no other source
  private void oneSession() throws Exception {
    source = (KafkaSource<Positioned<String>>) receiver.open(context);
    try {
      while (!stopping) {
        commitDurable();
        if (inFlightRecords < BUDGET) {
          handOver(source.poll(1, POLL));
        } else {
          full.incrementAndGet();
          source.keepAlive();
          await(POLL);
        }
      }
      flush(DRAIN);
    } finally {
      source.close();
    }
  }

  private void handOver(Polled<Positioned<String>, KafkaPosition> polled) {
    if (!polled.isNothing()) {
      inFlightBatches++;
      inFlightRecords += polled.batch().records().size();
      LinkedBlockingQueue<Polled<Positioned<String>, KafkaPosition>> mine = durable;
      slowStore.execute(() -> store(polled, mine));
    }
  }

  private void store(
      Polled<Positioned<String>, KafkaPosition> polled,
      LinkedBlockingQueue<Polled<Positioned<String>, KafkaPosition>> whose) {
    storeIsOpen.lock();
    try {
      ledger.stored(polled.batch().records());
      storedRecords.addAndGet(polled.batch().records().size());
      whose.add(polled);
    } finally {
      storeIsOpen.unlock();
    }
  }

  /** Waits for something to become durable, and leaves it where it is. */
  private void await(Duration bound) throws InterruptedException {
    Polled<Positioned<String>, KafkaPosition> first =
        durable.poll(bound.toMillis(), TimeUnit.MILLISECONDS);
    if (first != null) {
      commit(List.of(first));
    }
  }

  private void commitDurable() {
    List<Polled<Positioned<String>, KafkaPosition>> all = new ArrayList<>();
    durable.drainTo(all);
    commit(all);
  }

  private void commit(List<Polled<Positioned<String>, KafkaPosition>> all) {
    if (!all.isEmpty()) {
      source.commit(all.stream().map(Polled::position).toList());
      inFlightBatches -= all.size();
      all.forEach(polled -> inFlightRecords -= polled.batch().records().size());
    }
  }

  private boolean flush(Duration bound) throws InterruptedException {
    long deadline = System.nanoTime() + bound.toNanos();
    while (inFlightBatches > 0 && System.nanoTime() < deadline) {
      await(POLL);
    }
    return inFlightBatches == 0;
  }
}
