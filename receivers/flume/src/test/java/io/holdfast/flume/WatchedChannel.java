// SPDX-License-Identifier: Apache-2.0
package io.holdfast.flume;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.flume.Channel;
import org.apache.flume.Context;
import org.apache.flume.Event;
import org.apache.flume.Transaction;
import org.apache.flume.channel.MemoryChannel;
import org.apache.flume.event.EventBuilder;
import org.apache.flume.lifecycle.LifecycleState;

/** Flume's memory channel, which says what was not taken out of it for good. Thread-safe. */
final class WatchedChannel implements Channel {
  private final MemoryChannel channel = new MemoryChannel();
  private final ThreadLocal<List<Event>> taking = ThreadLocal.withInitial(ArrayList::new);

  /** In the order in which they were put. */
  private final Map<Event, FlumeEvent> content = new LinkedHashMap<>();

  private long taken;

  WatchedChannel() {
    channel.setName("memory");
    channel.configure(
        new Context(
            Map.of(
                "capacity", "100000",
                "transactionCapacity", "100",
                "byteCapacity", "1000000000",
                "keep-alive", "0")));
    channel.start();
  }

  /** Puts an event. */
  void put(FlumeEvent event) {
    Event put = EventBuilder.withBody(event.body(), event.headers());
    synchronized (this) {
      content.put(put, event);
    }
    Transaction transaction = channel.getTransaction();
    transaction.begin();
    channel.put(put);
    transaction.commit();
    transaction.close();
  }

  synchronized List<FlumeEvent> content() {
    return new ArrayList<>(content.values());
  }

  synchronized long taken() {
    return taken;
  }

  @Override
  public void put(Event event) {
    throw new UnsupportedOperationException("a sink takes");
  }

  @Override
  public Event take() {
    Event event = channel.take();
    if (event != null) {
      taking.get().add(event);
      synchronized (this) {
        taken++;
      }
    }
    return event;
  }

  @Override
  public Transaction getTransaction() {
    return new Watched(channel.getTransaction());
  }

  private synchronized void committed(List<Event> gone) {
    content.keySet().removeAll(gone);
  }

  private final class Watched implements Transaction {
    private final Transaction transaction;

    Watched(Transaction transaction) {
      this.transaction = transaction;
    }

    @Override
    public void begin() {
      transaction.begin();
      taking.get().clear();
    }

    @Override
    public void commit() {
      transaction.commit();
      committed(taking.get());
    }

    @Override
    public void rollback() {
      transaction.rollback();
    }

    @Override
    public void close() {
      transaction.close();
    }
  }

  @Override
  public void setName(String name) {
    channel.setName(name);
  }

  @Override
  public String getName() {
    return channel.getName();
  }

  @Override
  public void start() {}

  @Override
  public void stop() {
    channel.stop();
  }

  @Override
  public LifecycleState getLifecycleState() {
    return channel.getLifecycleState();
  }
}
