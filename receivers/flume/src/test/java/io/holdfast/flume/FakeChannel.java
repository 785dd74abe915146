// SPDX-License-Identifier: Apache-2.0
package io.holdfast.flume;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * A channel that gives events away in transactions. With one of them open at a time, which is the
 * default, events keep their order whoever dies. Thread-safe.
 */
final class FakeChannel {
  private static final long GLANCE_MILLIS = 20;

  private final Deque<FlumeEvent> waiting = new ArrayDeque<>();
  private final Map<String, List<FlumeEvent>> open = new LinkedHashMap<>();
  private int maxOpen = 1;
  private long taken;
  private int mostTaken;
  private int numbers;

  synchronized void maxOpen(int transactions) {
    maxOpen = transactions;
  }

  synchronized void put(FlumeEvent event) {
    waiting.add(event);
    notifyAll();
  }

  /** Waits for events and takes some; null once nobody wants them any more. */
  synchronized String take(int max, BooleanSupplier unwanted) throws InterruptedException {
    while (waiting.isEmpty() || open.size() == maxOpen) {
      if (unwanted.getAsBoolean()) {
        return null;
      }
      wait(GLANCE_MILLIS);
    }
    if (unwanted.getAsBoolean()) {
      return null;
    }
    List<FlumeEvent> events = new ArrayList<>();
    while (events.size() < max && !waiting.isEmpty()) {
      events.add(waiting.remove());
    }
    taken += events.size();
    mostTaken = Math.max(mostTaken, events.size());
    String number = "t" + ++numbers;
    open.put(number, events);
    return number;
  }

  synchronized List<FlumeEvent> events(String number) {
    return open.get(number);
  }

  /** Says whether there was such a transaction. */
  synchronized boolean commit(String number) {
    notifyAll();
    return open.remove(number) != null;
  }

  synchronized void rollBack(String number) {
    List<FlumeEvent> events = open.remove(number);
    for (int i = events == null ? 0 : events.size(); i > 0; i--) {
      waiting.addFirst(events.get(i - 1));
    }
    notifyAll();
  }

  /** What is not committed, in its order. */
  synchronized List<FlumeEvent> content() {
    List<FlumeEvent> content = new ArrayList<>();
    open.values().forEach(content::addAll);
    content.addAll(waiting);
    return content;
  }

  synchronized int open() {
    return open.size();
  }

  synchronized long taken() {
    return taken;
  }

  /** How many events the largest transaction has taken. */
  synchronized int mostTaken() {
    return mostTaken;
  }

  /** Waits until nothing is open; says whether it came so far. */
  synchronized boolean awaitNothingOpen(long millis) throws InterruptedException {
    long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    while (!open.isEmpty() && System.nanoTime() < until) {
      wait(GLANCE_MILLIS);
    }
    return open.isEmpty();
  }
}
