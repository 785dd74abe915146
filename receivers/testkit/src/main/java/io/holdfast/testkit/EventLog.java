// SPDX-License-Identifier: Apache-2.0
package io.holdfast.testkit;

import io.holdfast.testkit.Event.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * One total order of all that happens to a receiver, its store and its kills. Thread-safe.
 *
 * <p>Its monitor is also what makes a kill atomic: nothing of a dead copy is durable after it.
 */
final class EventLog {
  private static final int SHOWN = 40;

  /** What happens all the time and says nothing in a message. */
  private static final Set<Kind> IDLE = Set.of(Kind.POLLING, Kind.KEEPING_ALIVE, Kind.RETURNED);

  private final List<Event> events = new ArrayList<>();

  synchronized void add(Kind kind, int copy, long session, List<?> items) {
    events.add(new Event(kind, copy, session, items, Thread.currentThread()));
    notifyAll();
  }

  /** All events so far. */
  synchronized List<Event> all() {
    return new ArrayList<>(events);
  }

  /** How many events there are so far: a mark for {@link #since}. */
  synchronized int size() {
    return events.size();
  }

  /** The events after a mark. */
  synchronized List<Event> since(int mark) {
    return new ArrayList<>(events.subList(mark, events.size()));
  }

  /** The events of a kind, in order. */
  Stream<Event> of(Kind kind) {
    return all().stream().filter(event -> event.kind() == kind);
  }

  /** How many events of a kind there are. */
  int count(Kind kind) {
    return (int) of(kind).count();
  }

  /** Waits until one of the events after the mark is such; says whether one came in time. */
  synchronized boolean await(int mark, Predicate<Event> such, Duration atMost)
      throws InterruptedException {
    long until = System.nanoTime() + atMost.toNanos();
    int next = mark;
    while (true) {
      for (; next < events.size(); next++) {
        if (such.test(events.get(next))) {
          return true;
        }
      }
      long rest = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
      if (rest <= 0) {
        return false;
      }
      wait(rest);
    }
  }

  /** The last events, for a message. */
  @Override
  public String toString() {
    List<Event> all = all().stream().filter(event -> !IDLE.contains(event.kind())).toList();
    StringBuilder text = new StringBuilder("the last events were:");
    all.subList(Math.max(0, all.size() - SHOWN), all.size())
        .forEach(event -> text.append("\n  ").append(event));
    return text.toString();
  }
}
