// SPDX-License-Identifier: Apache-2.0
package io.holdfast.benchmarks.sender;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** The connections of one order, each with a thread. */
final class Crew implements AutoCloseable {
  private final Order order;
  private final List<Client> idle = new ArrayList<>();
  private final List<Client> busy = new ArrayList<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();

  /** Opens them all. */
  Crew(Order order) throws IOException {
    this.order = order;
    try {
      for (int i = 0; i < order.idle(); i++) {
        idle.add(order.protocol().open(order));
      }
      for (int i = 0; i < order.connections(); i++) {
        busy.add(order.protocol().open(order));
      }
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  /** Sends for as long as was ordered, and waits for what is not answered then. */
  Sent work() throws Exception {
    double cpu = cpuSeconds();
    long begin = System.nanoTime();
    long end = begin + TimeUnit.MILLISECONDS.toNanos(order.millis());
    List<Future<Work>> works = new ArrayList<>();
    for (Client client : busy) {
      works.add(threads.submit(() -> new Work(client, end)));
    }
    long records = 0;
    long last = begin;
    List<Long> exchanges = new ArrayList<>();
    for (Future<Work> work : works) {
      records += work.get().records;
      last = Math.max(last, work.get().lastNanos);
      exchanges.addAll(work.get().exchanges);
    }
    exchanges.sort(null);
    return new Sent(
        records,
        (last - begin) / 1e9,
        exchanges.get(exchanges.size() / 2) / 1e6,
        cpuSeconds() - cpu);
  }

  private static double cpuSeconds() {
    return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO).toNanos() / 1e9;
  }

  @Override
  public void close() throws IOException {
    threads.shutdownNow();
    for (Client client : busy) {
      client.close();
    }
    for (Client client : idle) {
      client.close();
    }
  }

  /** What one connection did. */
  private static final class Work {
    private static final int MAX_EXCHANGES = 100_000;

    private final List<Long> exchanges = new ArrayList<>();
    private long records;
    private long lastNanos;

    Work(Client client, long endNanos) throws IOException {
      long now = System.nanoTime();
      while (now < endNanos) {
        records += client.exchange();
        long then = now;
        now = System.nanoTime();
        if (exchanges.size() < MAX_EXCHANGES) {
          exchanges.add(now - then);
        }
      }
      records += client.finish();
      lastNanos = System.nanoTime();
    }
  }
}
