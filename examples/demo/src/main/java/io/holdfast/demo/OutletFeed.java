// SPDX-License-Identifier: Apache-2.0
package io.holdfast.demo;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * Reads lines in one thread, for the input may be a terminal, and writes them to an outlet in
 * another, as many at once as there are.
 */
final class OutletFeed implements Feed {
  private static final int AT_ONCE = 1_000;
  private static final int POISON_NAMED = 1_000;

  private final Outlet outlet;
  private final int longestLine;
  private final BlockingQueue<byte[]> read = new LinkedBlockingQueue<>(AT_ONCE);
  private final FeedFailure failure = new FeedFailure();
  private final Object lock = new Object();
  private final List<String> firstPoison = new ArrayList<>();
  private long lines;
  private long words;
  private long poison;
  private long written;
  private boolean ended;

  /**
   * @param longestLine in bytes
   */
  OutletFeed(Outlet outlet, int longestLine) {
    this.outlet = outlet;
    this.longestLine = longestLine;
  }

  /**
   * Begins to send the lines of {@code input} and returns; closes it at its end. To be called once.
   */
  void send(InputStream input) {
    start(() -> readAll(input), "demo-reader");
    start(this::writeAll, "demo-sender");
  }

  private static void start(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public Sent sent() throws DemoException {
    failure.throwIfAny();
    synchronized (lock) {
      return new Sent(lines, words, poison, List.copyOf(firstPoison), ended && written == lines);
    }
  }

  @Override
  public long confirmed() {
    synchronized (lock) {
      return written;
    }
  }

  @Override
  public void close() {
    failure.close();
    outlet.close();
  }

  private void readAll(InputStream input) {
    WordCounter counter = new WordCounter();
    try (LineSplitter splitter = new LineSplitter(input, longestLine)) {
      for (byte[] line = splitter.next(); line != null; line = splitter.next()) {
        count(counter.count(line), splitter.lines());
        read.put(line);
      }
      synchronized (lock) {
        ended = true;
      }
    } catch (IOException e) {
      failure.tell("the input cannot be read: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Before it is sent: the job may be faster than the next statement. */
  private void count(OptionalLong count, long number) {
    synchronized (lock) {
      lines++;
      words += count.orElse(0);
      if (count.isEmpty() && ++poison <= POISON_NAMED) {
        firstPoison.add("line " + number);
      }
    }
  }

  private void writeAll() {
    try {
      outlet.open();
      List<byte[]> some = new ArrayList<>();
      while (true) {
        some.add(read.take());
        read.drainTo(some, AT_ONCE - 1);
        outlet.write(some);
        synchronized (lock) {
          written += some.size();
        }
        some.clear();
      }
    } catch (IOException e) {
      failure.tell("the lines cannot be sent: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
