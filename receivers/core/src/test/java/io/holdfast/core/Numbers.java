// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.spark.storage.StorageLevel;
import org.apache.spark.streaming.receiver.Receiver;
import scala.Option;

/**
 * An outside system that holds the numbers from 0 up and never sends again what was acknowledged;
 * receivers of it: ours, and the plain ones that people write. Static, since receivers are copied.
 */
final class Numbers {
  static final int ENDLESS = 1_000_000;

  private static final Duration PACE = Duration.ofMillis(2);
  private static final int BATCH = 10;

  private static volatile int available;
  private static volatile int acknowledged;
  private static final AtomicInteger OPENED = new AtomicInteger();
  private static final AtomicInteger CLOSED = new AtomicInteger();
  private static final AtomicInteger MOST_LIVE = new AtomicInteger();
  private static volatile boolean restartingTwice;

  /** The instance of ours, or of a plain receiver, that gave the last numbers. */
  private static volatile int giver;

  private Numbers() {}

  static void reset() {
    available = 0;
    acknowledged = 0;
    giver = 0;
    OPENED.set(0);
    CLOSED.set(0);
    MOST_LIVE.set(0);
    restartingTwice = false;
  }

  /** From now on there are so many. */
  static void provide(int numbers) {
    available = numbers;
  }

  /** How many will never be sent again. */
  static int acknowledged() {
    return acknowledged;
  }

  /** Somebody who knows how tells the system to send all of them again. */
  static void rewind() {
    acknowledged = 0;
  }

  static int opened() {
    return OPENED.get();
  }

  static int closed() {
    return CLOSED.get();
  }

  static int giver() {
    return giver;
  }

  /** The most of our sources that were open at once. */
  static int mostLive() {
    return MOST_LIVE.get();
  }

  /** Ours asks Spark for two restarts when it is opened first. */
  static void restartTwice() {
    restartingTwice = true;
  }

  private static List<Integer> after(int next) {
    return IntStream.range(next, Math.min(available, next + BATCH)).boxed().toList();
  }

  /** The receiver that closes the holes. */
  static final class Ours extends ReliableReceiver<Integer> {
    private static final long serialVersionUID = 1L;

    Ours() {
      this(StorageLevel.MEMORY_AND_DISK_SER());
    }

    Ours(StorageLevel level) {
      super(
          ReceiverSettings.builder()
              .maxBlockAge(Duration.ofMillis(20))
              .maxBlockRecords(BATCH)
              .backoff(Duration.ofMillis(10), Duration.ofMillis(20))
              .storageLevel(level)
              .build());
    }

    @Override
    protected Source<Integer> open(SourceContext context) {
      int instance = OPENED.incrementAndGet();
      MOST_LIVE.accumulateAndGet(instance - CLOSED.get(), Math::max);
      if (restartingTwice && instance == 1) {
        supervisor().restartReceiver("on cue", Option.empty());
        supervisor().restartReceiver("on cue", Option.empty());
      }
      return new PollingSource<Integer, Integer>() {
        private int next = acknowledged;

        @Override
        public Polled<Integer, Integer> poll(int demand, Duration timeout) {
          List<Integer> numbers = after(next);
          if (numbers.isEmpty()) {
            return Polled.nothing();
          }
          giver = instance;
          int from = next;
          next += numbers.size();
          return Polled.of(
              RecordBatch.of(
                  numbers,
                  16L * numbers.size(),
                  Collections.singletonList(PositionRange.of("numbers", from, next))),
              next);
        }

        @Override
        public void commit(List<Integer> positions) {
          acknowledged = positions.get(positions.size() - 1);
        }

        @Override
        public void close() {
          CLOSED.incrementAndGet();
        }
      };
    }
  }

  /**
   * As careful as Spark's documentation asks for: a block is stored, and acknowledged when the
   * store has returned. What it does else, subclasses say.
   */
  static class Plain extends Receiver<Integer> {
    private static final long serialVersionUID = 1L;

    private transient volatile boolean stopped;

    Plain() {
      super(StorageLevel.MEMORY_AND_DISK_SER());
    }

    @Override
    public void onStart() {
      int instance = OPENED.incrementAndGet();
      Thread thread = new Thread(() -> run(instance), "plain receiver");
      thread.setDaemon(true);
      thread.start();
    }

    @Override
    public void onStop() {
      stopped = true;
      CLOSED.incrementAndGet();
    }

    private void run(int instance) {
      int next = acknowledged;
      while (!stopped) {
        List<Integer> numbers = after(next);
        if (!numbers.isEmpty()) {
          giver = instance;
          try {
            keep(numbers);
          } catch (Exception e) {
            if (!goesOnWithout(numbers)) {
              return;
            }
          }
          next += numbers.size();
          acknowledged = next;
        }
        await().pollInterval(PACE).pollDelay(PACE).until(() -> true);
      }
    }

    /** Stores; Spark throws checked exceptions without saying so. */
    void keep(List<Integer> numbers) throws Exception {
      store(numbers.iterator());
    }

    /**
     * Whether it goes on after a store that failed, as those do whose next position covers it. Else
     * what is not stored is not acknowledged, and so is in no loss that a test asserts.
     */
    boolean goesOnWithout(List<Integer> numbers) {
      return false;
    }
  }

  /** Gives Spark one number after the other, as most receivers do. */
  static final class OneByOne extends Plain {
    private static final long serialVersionUID = 1L;

    @Override
    void keep(List<Integer> numbers) {
      numbers.forEach(this::store);
    }
  }
}
