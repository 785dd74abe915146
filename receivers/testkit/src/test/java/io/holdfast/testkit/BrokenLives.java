// SPDX-License-Identifier: Apache-2.0
package io.holdfast.testkit;

import io.holdfast.core.Polled;
import io.holdfast.core.SourceContext;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Ways to stop, to open and to fail wrongly, in a receiver that asks. */
enum BrokenLives implements BrokenSource {
  BLOCKS_IN_WAKEUP(401, "did not return") {
    @Override
    public LogSource open(String log, SourceContext context) throws IOException {
      return new LogSource(log, context) {
        private final CountDownLatch closed = new CountDownLatch(1);

        @Override
        public void wakeup() {
          awaitUninterrupted(closed);
        }
      };
    }
  },

  JOINS_ITSELF(402, "the stop returns") {
    @Override
    public LogSource open(String log, SourceContext context) throws IOException {
      return new LogSource(log, context) {
        private volatile CountDownLatch polled = new CountDownLatch(0);

        @Override
        public Polled<String, Position> poll(int demand, Duration timeout) throws Exception {
          Polled<String, Position> polled = super.poll(demand, timeout);
          this.polled.countDown();
          return polled;
        }

        @Override
        public void keepAlive() {
          polled = new CountDownLatch(1);
        }

        @Override
        public void wakeup() {
          polled = new CountDownLatch(1);
          awaitUninterrupted(polled); // until the poll has returned
        }
      };
    }
  },

  LEAKS_A_THREAD(403, "leaves no thread") {
    @Override
    public LogSource open(String log, SourceContext context) throws IOException {
      new BackgroundTask(() -> TimeUnit.MILLISECONDS.sleep(10)).endLater(Duration.ofSeconds(6));
      return new LogSource(log, context);
    }
  },

  KEEPS_ITS_CONNECTION(403, "still sees") {
    @Override
    public LogSource open(String log, SourceContext context) throws IOException {
      return new LogSource(log, context) {
        @Override
        public void close() {}
      };
    }
  },

  KEEPS_ITS_CONNECTION_OVER_A_RESTART(501, "connections of one session") {
    @Override
    public LogSource open(String log, SourceContext context) throws IOException {
      return KEEPS_ITS_CONNECTION.open(log, context);
    }
  },

  RETRIES_BY_ITSELF(502, "a hot loop") {
    @Override
    public LogSource open(String log, SourceContext context) throws IOException {
      while (true) {
        try {
          return new LogSource(log, context);
        } catch (IOException e) {
          if (context.isStopping()) {
            throw e;
          }
          Thread.onSpinWait();
        }
      }
    }
  },

  RETRIES_IN_PEACE(502, "that is refused is reported") {
    @Override
    public LogSource open(String log, SourceContext context) throws IOException {
      while (true) {
        try {
          return new LogSource(log, context);
        } catch (IOException e) {
          if (context.isStopping()) {
            throw e;
          }
          LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
      }
    }
  },

  GIVES_UP_SILENTLY(503, "everything is acknowledged") {
    @Override
    public LogSource open(String log, SourceContext context) throws IOException {
      return new LogSource(log, context) {
        @Override
        public Polled<String, Position> poll(int demand, Duration timeout) throws Exception {
          try {
            return super.poll(demand, timeout);
          } catch (IOException e) {
            return Polled.nothing();
          }
        }
      };
    }
  };

  /** Longer than any law waits. */
  private static final long PATIENCE_SECONDS = 5;

  private final int law;
  private final String words;

  BrokenLives(int law, String words) {
    this.law = law;
    this.words = words;
  }

  @Override
  public int law() {
    return law;
  }

  @Override
  public String words() {
    return words;
  }

  private static void awaitUninterrupted(CountDownLatch latch) {
    try {
      boolean unused = latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
