// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal;

import io.holdfast.core.Polled;
import io.holdfast.core.PollingSource;
import io.holdfast.core.RecordBatch;
import io.holdfast.core.SourceContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * An outside system that holds the numbers from 0 up and replays from its last commit, and sources
 * of it. What happens to it is written down in one order.
 */
class Numbers {
  private final int total;
  private final int batch;
  private final List<String> events = Collections.synchronizedList(new ArrayList<>());
  private volatile int committed;
  private final AtomicInteger sessions = new AtomicInteger();
  private final AtomicInteger keptAlive = new AtomicInteger();
  private final AtomicInteger live = new AtomicInteger();
  private final AtomicInteger mostLive = new AtomicInteger();

  /** A system of so many numbers, handed out in batches of so many. */
  Numbers(int total, int batch) {
    this.total = total;
    this.batch = batch;
  }

  PollingSource<Integer, Integer> open(SourceContext context) throws Exception {
    sessions.incrementAndGet();
    mostLive.accumulateAndGet(live.incrementAndGet(), Math::max);
    events.add("open");
    return new NumberSource();
  }

  int committed() {
    return committed;
  }

  int sessions() {
    return sessions.get();
  }

  int keptAlive() {
    return keptAlive.get();
  }

  int mostLive() {
    return mostLive.get();
  }

  void note(String event) {
    events.add(event);
  }

  List<String> events() {
    synchronized (events) {
      return new ArrayList<>(events);
    }
  }

  /** A source that starts after the last commit. */
  class NumberSource implements PollingSource<Integer, Integer> {
    private int next = committed;
    private Thread owner;

    @Override
    public Polled<Integer, Integer> poll(int demand, Duration timeout) throws Exception {
      checkThread();
      if (next == total) {
        return Polled.nothing();
      }
      int until = Math.min(total, next + batch);
      List<Integer> records = IntStream.range(next, until).boxed().toList();
      next = until;
      events.add("poll " + until);
      return Polled.of(RecordBatch.of(records, 10L * records.size()), until);
    }

    @Override
    public void commit(List<Integer> positions) throws Exception {
      checkThread();
      positions.forEach(position -> events.add("commit " + position));
      committed = positions.get(positions.size() - 1);
    }

    @Override
    public void abandon(List<Integer> positions) {
      checkThread();
      positions.forEach(position -> events.add("abandon " + position));
    }

    @Override
    public void keepAlive() throws Exception {
      checkThread();
      keptAlive.incrementAndGet();
    }

    @Override
    public void wakeup() {
      events.add("wakeup");
    }

    @Override
    public void close() throws Exception {
      checkThread();
      live.decrementAndGet();
      events.add("close");
    }

    private void checkThread() {
      if (owner == null) {
        owner = Thread.currentThread();
      }
      if (owner != Thread.currentThread()) {
        events.add("WRONG THREAD " + Thread.currentThread());
      }
    }
  }
}
