// SPDX-License-Identifier: Apache-2.0
package io.holdfast.testkit;

import io.holdfast.core.ReceiverSettings;
import io.holdfast.core.ReliableReceiver;
import io.holdfast.core.Source;
import io.holdfast.testkit.Event.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Everything around the receiver that one law checks: its system, its store, its copies, and the
 * log of what happens. Copies of the receiver find it by its name, since they have travelled.
 *
 * @param <T> the type of the records
 */
final class Rig<T> implements AutoCloseable {
  private static final Map<String, Rig<?>> RIGS = new ConcurrentHashMap<>();
  private static final long STOP_SECONDS = 15;

  private final String name = UUID.randomUUID().toString();
  private final EventLog log = new EventLog();
  private final ScriptedStore<T> store = new ScriptedStore<>(log);
  private final Faults faults = new Faults();
  private final Map<Integer, Copy<T>> copies = new ConcurrentHashMap<>();
  private final AtomicInteger numbers = new AtomicInteger();
  private final List<Source<T>> sources = new CopyOnWriteArrayList<>();
  private final SparkEnvironment environment;
  private final ExternalSystem<T> system;
  private final Production<T> production;
  private final ObservedReceiver<T> original;
  private final boolean replay;
  private volatile Runnable afterCommit = () -> {};

  Rig(Laws<T> laws, ReceiverSettings settings) throws Exception {
    environment = SparkEnvironment.enter();
    system = laws.startSystem();
    replay = laws.capabilities().replay();
    production = new Production<>(system, laws.capabilities().partitions());
    original = new ObservedReceiver<>(laws.createReceiver(system, settings), name);
    original.setReceiverId(0);
    RIGS.put(name, this);
  }

  /** The rig of that name; of whichever type its law says. */
  @SuppressWarnings("unchecked") // a receiver finds its own
  static <T> Rig<T> named(String name) {
    return (Rig<T>) RIGS.get(name);
  }

  EventLog log() {
    return log;
  }

  ScriptedStore<T> store() {
    return store;
  }

  Faults faults() {
    return faults;
  }

  ExternalSystem<T> system() {
    return system;
  }

  Production<T> production() {
    return production;
  }

  ReliableReceiver<T> receiver() {
    return original.observed();
  }

  Copy<T> copy(int number) {
    return copies.get(number);
  }

  /** The sources that were opened, in order. */
  List<Source<T>> sources() {
    return sources;
  }

  void opened(Source<T> source) {
    sources.add(source);
  }

  /** Runs after each commit or answer, in the thread that made it. */
  void afterCommit(Runnable check) {
    afterCommit = check;
  }

  void afterCommit() {
    afterCommit.run();
  }

  /** A new copy, not started; by Java and by Kryo in turns. */
  Copy<T> travel() {
    return travel(original, Travel.ofCopy(numbers.get()));
  }

  /** A copy of one that may run, not started. */
  Copy<T> travelOf(Copy<T> copy, Travel travel) {
    return travel(copy.receiver(), travel);
  }

  private Copy<T> travel(ObservedReceiver<T> from, Travel travel) {
    ObservedReceiver<T> arrived = travel.copy(from);
    Copy<T> copy = new Copy<>(numbers.incrementAndGet(), arrived, this);
    copies.put(copy.number(), copy);
    return copy;
  }

  /** A new copy, started. */
  Copy<T> start() {
    Copy<T> copy = travel();
    copy.start();
    return copy;
  }

  /** Returns once it has stopped. */
  void stop(Copy<T> copy) throws Exception {
    copy.stop().get(STOP_SECONDS, TimeUnit.SECONDS);
  }

  void sever() {
    try {
      system.sever();
    } catch (Exception e) {
      throw new IllegalStateException("the network could not be cut", e);
    }
  }

  /** Waits until something of that kind has happened. */
  void await(Law law, Kind kind) throws InterruptedException {
    await(law, 0, kind);
  }

  /** Waits until something of that kind has happened after a mark. */
  void await(Law law, int mark, Kind kind) throws InterruptedException {
    law.require(
        log.await(mark, event -> event.kind() == kind, Law.signal()),
        "there was no %s in time",
        kind);
  }

  /** Waits until the system considers nothing unacknowledged; without replay, all is durable. */
  void awaitAcknowledged(Law law) {
    if (!replay) {
      law.await("everything is durable", () -> store.durable().containsAll(production.all()));
      return;
    }
    law.await("everything is acknowledged", () -> production.unacknowledged() == 0);
  }

  /** Waits until everything is acknowledged, and requires that nothing was lost or reordered. */
  void awaitComplete(Law law) {
    awaitAcknowledged(law);
    requireComplete(law);
  }

  /** Requires that the first occurrences are what was produced, in its order. */
  void requireComplete(Law law) {
    List<T> durable = store.durable();
    for (int partition = 0; partition < production.partitions(); partition++) {
      List<T> produced = production.of(partition);
      List<T> first = new ArrayList<>(production.firstOf(partition, durable));
      List<T> missing = new ArrayList<>(produced);
      missing.removeAll(first);
      law.require(missing.isEmpty(), "of partition %d were lost: %s", partition, missing);
      law.require(
          first.equals(produced), "partition %d came first in another order: %s", partition, first);
    }
    production.requireKnown(law, durable);
  }

  /** How many records came more than once, counted each time. */
  long duplicates() {
    List<T> durable = store.durable();
    return durable.size() - durable.stream().distinct().count();
  }

  @Override
  public void close() throws Exception {
    store.release();
    try {
      for (Copy<T> copy : copies.values()) {
        stop(copy);
      }
    } finally {
      RIGS.remove(name);
      try {
        system.close();
      } finally {
        environment.close();
      }
    }
  }
}
