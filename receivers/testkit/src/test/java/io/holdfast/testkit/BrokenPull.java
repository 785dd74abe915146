// SPDX-License-Identifier: Apache-2.0
package io.holdfast.testkit;

import io.holdfast.core.Polled;
import io.holdfast.core.RecordBatch;
import io.holdfast.core.SourceContext;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;

/** Ways to break a receiver that asks; each is known from the field. */
enum BrokenPull {
  ACKS_ON_POLL(101, "nothing is acknowledged while the store is held") {
    @Override
    LogSource open(String log, SourceContext context) throws IOException {
      return new LogSource(log, context) {
        @Override
        public Polled<String, Position> poll(int demand, Duration timeout) throws Exception {
          Polled<String, Position> polled = super.poll(demand, timeout);
          if (!polled.isNothing()) {
            commit(Collections.singletonList(polled.position()));
          }
          return polled;
        }
      };
    }
  },

  ACKS_THE_LATEST(101, "acknowledged without being durable") {
    @Override
    LogSource open(String log, SourceContext context) throws IOException {
      return new LogSource(log, context) {
        @Override
        public void commit(List<Position> positions) throws Exception {
          commitAllThatWasRead();
        }
      };
    }
  },

  COMMITS_ON_A_TIMER(101, "nothing is acknowledged while the store is held") {
    @Override
    LogSource open(String log, SourceContext context) throws IOException {
      return new LogSource(log, context) {
        private final BackgroundTask timer =
            new BackgroundTask(
                () -> {
                  TimeUnit.MILLISECONDS.sleep(20);
                  commitAllThatWasRead();
                });

        @Override
        public void commit(List<Position> positions) {}

        @Override
        public void close() throws Exception {
          timer.end();
          super.close();
        }
      };
    }
  },

  COMMITS_WHAT_IT_ABANDONS(102, "nothing is acknowledged after a store that failed") {
    @Override
    LogSource open(String log, SourceContext context) throws IOException {
      return new LogSource(log, context) {
        @Override
        public void abandon(List<Position> positions) throws Exception {
          commit(positions);
        }
      };
    }
  },

  COMMITS_DOZENS_ONLY(103, "everything is acknowledged") {
    @Override
    LogSource open(String log, SourceContext context) throws IOException {
      return new LogSource(log, context) {
        private final List<Position> held = new ArrayList<>();

        @Override
        public void commit(List<Position> positions) throws Exception {
          held.addAll(positions);
          if (held.size() >= 12) {
            super.commit(held);
            held.clear();
          }
        }
      };
    }
  },

  ACKS_THE_LAST_ONLY(104, "not the end of it") {
    @Override
    LogSource open(String log, SourceContext context) throws IOException {
      return new LogSource(log, context) {
        @Override
        public void commit(List<Position> positions) throws Exception {
          super.commit(positions.subList(positions.size() - 1, positions.size()));
        }
      };
    }
  },

  GOES_BACK(104, "records unacknowledged, and now it is") {
    @Override
    LogSource open(String log, SourceContext context) throws IOException {
      return new LogSource(log, context) {
        @Override
        public void commit(List<Position> positions) throws Exception {
          super.commit(positions);
          for (Position position : positions) {
            if (position.from() > 0) {
              connection.rewind(position.partition(), 0);
            }
          }
        }
      };
    }
  },

  BEGINS_AFTER_THE_DELIVERED(201, "acknowledged") {
    @Override
    LogSource open(String log, SourceContext context) throws IOException {
      return new LogSource(log, context) {
        @Override
        int beginning(int partition) {
          return StaticMemory.DELIVERED.getOrDefault(log + partition, 0);
        }

        @Override
        public Polled<String, Position> poll(int demand, Duration timeout) throws Exception {
          Polled<String, Position> polled = super.poll(demand, timeout);
          if (!polled.isNothing()) {
            StaticMemory.DELIVERED.put(
                log + polled.position().partition(), polled.position().until());
          }
          return polled;
        }
      };
    }
  },

  BEGINS_AT_THE_END(202, "there was no STORING") {
    @Override
    LogSource open(String log, SourceContext context) throws IOException {
      return new LogSource(log, context) {
        @Override
        int beginning(int partition) throws IOException {
          int committed = super.beginning(partition);
          return committed == 0 ? connection.size(partition) : committed;
        }
      };
    }
  },

  BEGINS_AT_THE_BEGINNING(203, "records came more than once") {
    @Override
    LogSource open(String log, SourceContext context) throws IOException {
      return new LogSource(log, context) {
        @Override
        int beginning(int partition) {
          return 0;
        }
      };
    }
  },

  SHARES_A_SOURCE(205, "two sessions were given one source") {
    @Override
    LogSource open(String log, SourceContext context) throws IOException {
      LogSource source = StaticMemory.SOURCES.get(log);
      if (source == null) {
        source =
            new LogSource(log, context) {
              @Override
              public void close() {}
            };
        StaticMemory.SOURCES.put(log, source);
      }
      return source;
    }
  },

  REORDERS_ON_RETRY(301, "came after") {
    @Override
    LogSource open(String log, SourceContext context) throws IOException {
      Deque<LogSource.Position> retries =
          StaticMemory.RETRIES.computeIfAbsent(log, name -> new ArrayDeque<>());
      return new LogSource(log, context) {
        private int polls;

        @Override
        int beginning(int partition) {
          return StaticMemory.DELIVERED.getOrDefault(log + partition, 0);
        }

        @Override
        public Polled<String, Position> poll(int demand, Duration timeout) throws Exception {
          if (polls++ > 2 && !retries.isEmpty()) {
            Position position = retries.remove();
            int size = position.until() - position.from();
            return Polled.of(
                RecordBatch.of(connection.read(position.partition(), position.from(), size), size),
                position);
          }
          Polled<String, Position> polled = super.poll(demand, timeout);
          if (!polled.isNothing()) {
            StaticMemory.DELIVERED.put(
                log + polled.position().partition(), polled.position().until());
          }
          return polled;
        }

        @Override
        public void abandon(List<Position> positions) {
          retries.addAll(positions);
        }
      };
    }
  },

  READS_AHEAD(302, "and may take") {
    @Override
    LogSource open(String log, SourceContext context) throws IOException {
      return new LogSource(log, context) {
        private final Queue<Polled<String, Position>> queue = new ConcurrentLinkedQueue<>();
        private final BackgroundTask reader = new BackgroundTask(this::read);

        private void read() throws Exception {
          Polled<String, Position> polled = super.poll(5, Duration.ofMillis(10));
          if (!polled.isNothing()) {
            queue.add(polled);
          }
        }

        @Override
        public Polled<String, Position> poll(int demand, Duration timeout) {
          return queue.isEmpty() ? Polled.nothing() : queue.remove();
        }

        @Override
        public void close() throws Exception {
          reader.end();
          super.close();
        }
      };
    }
  },

  CONSUMES_IN_KEEP_ALIVE(303, "everything is acknowledged") {
    @Override
    LogSource open(String log, SourceContext context) throws IOException {
      return new LogSource(log, context) {
        @Override
        public void keepAlive() throws Exception {
          next[0] += connection.read(0, next[0], 1).size();
        }
      };
    }
  },

  DROPS_BEYOND_DEMAND(305, "were lost") {
    @Override
    LogSource open(String log, SourceContext context) throws IOException {
      return new LogSource(log, context) {
        @Override
        public Polled<String, Position> poll(int demand, Duration timeout) throws Exception {
          Polled<String, Position> polled = super.poll(8, timeout);
          List<String> records = polled.batch().records();
          return polled.isNothing() || records.size() <= demand
              ? polled
              : Polled.of(RecordBatch.of(records.subList(0, demand), 1), polled.position());
        }
      };
    }
  },

  BLOCKS_IN_WAKEUP(401, "did not return") {
    @Override
    LogSource open(String log, SourceContext context) throws IOException {
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
    LogSource open(String log, SourceContext context) throws IOException {
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
    LogSource open(String log, SourceContext context) throws IOException {
      new BackgroundTask(() -> TimeUnit.MILLISECONDS.sleep(10)).endLater(Duration.ofSeconds(6));
      return new LogSource(log, context);
    }
  },

  KEEPS_ITS_CONNECTION(403, "still sees") {
    @Override
    LogSource open(String log, SourceContext context) throws IOException {
      return new LogSource(log, context) {
        @Override
        public void close() {}
      };
    }
  },

  KEEPS_ITS_CONNECTION_OVER_A_RESTART(501, "connections of one session") {
    @Override
    LogSource open(String log, SourceContext context) throws IOException {
      return KEEPS_ITS_CONNECTION.open(log, context);
    }
  },

  COMMITS_WITH_THE_NEXT_POLL(405, "durable and not acknowledged") {
    @Override
    LogSource open(String log, SourceContext context) throws IOException {
      return new LogSource(log, context) {
        private final List<Position> held = new ArrayList<>();

        @Override
        public Polled<String, Position> poll(int demand, Duration timeout) throws Exception {
          super.commit(held);
          held.clear();
          return super.poll(demand, timeout);
        }

        @Override
        public void commit(List<Position> positions) {
          held.addAll(positions);
        }
      };
    }
  },

  ADVANCES_WITHOUT_STORING(405, "acknowledged at the end of a stop, and not durable") {
    @Override
    LogSource open(String log, SourceContext context) throws IOException {
      return new LogSource(log, context) {
        @Override
        public void close() throws Exception {
          commitAllThatWasRead();
          super.close();
        }
      };
    }
  },

  RETRIES_BY_ITSELF(502, "a hot loop") {
    @Override
    LogSource open(String log, SourceContext context) throws IOException {
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
    LogSource open(String log, SourceContext context) throws IOException {
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
    LogSource open(String log, SourceContext context) throws IOException {
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
  },

  SWALLOWS_POISON(601, "a report says") {
    @Override
    LogSource open(String log, SourceContext context) throws IOException {
      return new LogSource(log, context) {
        @Override
        void poison(int partition, int record) {}
      };
    }
  },

  REPORTS_NO_POSITION(602, "a report says") {
    @Override
    LogSource open(String log, SourceContext context) throws IOException {
      return new LogSource(log, context) {
        @Override
        void poison(int partition, int record) {
          context.poison("somewhere", new byte[] {0}, new IOException("malformed"));
        }
      };
    }
  },

  SKIPS_THE_WHOLE_BATCH(602, "were lost") {
    @Override
    LogSource open(String log, SourceContext context) throws IOException {
      return new LogSource(log, context) {
        private boolean poisoned;

        @Override
        void poison(int partition, int record) {
          super.poison(partition, record);
          poisoned = true;
        }

        @Override
        public Polled<String, Position> poll(int demand, Duration timeout) throws Exception {
          poisoned = false;
          Polled<String, Position> polled = super.poll(demand, timeout);
          return poisoned ? Polled.of(RecordBatch.empty(), polled.position()) : polled;
        }
      };
    }
  },

  COUNTS_CHARACTERS_NOT_BYTES(605, "everything is acknowledged") {
    @Override
    LogSource open(String log, SourceContext context) throws IOException {
      return new LogSource(log, context) {
        @Override
        public void commit(List<Position> positions) throws Exception {
          for (Position position : positions) {
            List<String> lines = connection.read(position.partition(), 0, position.until());
            List<String> read = lines.subList(position.from(), position.until());
            long claimed = read.stream().mapToLong(line -> line.length() + 1).sum();
            int whole = position.from();
            for (String line : read) {
              claimed -= line.getBytes(StandardCharsets.UTF_8).length + 1;
              whole += claimed >= 0 ? 1 : 0;
            }
            connection.acknowledge(position.partition(), position.from(), whole);
          }
        }
      };
    }
  },

  DECODES_WITH_ANOTHER_CHARSET(605, "were lost") {
    @Override
    LogSource open(String log, SourceContext context) throws IOException {
      return changing(
          log,
          context,
          text -> new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1));
    }
  },

  TRIMS(605, "were lost") {
    @Override
    LogSource open(String log, SourceContext context) throws IOException {
      return changing(log, context, String::strip);
    }
  };

  /** Longer than any law waits. */
  private static final long PATIENCE_SECONDS = 5;

  private final int law;
  private final String words;

  BrokenPull(int law, String words) {
    this.law = law;
    this.words = words;
  }

  abstract LogSource open(String log, SourceContext context) throws IOException;

  /** For the law that has to notice it, and the words that it has to say. */
  Broken broken() {
    return new Broken(
        name(),
        law,
        words,
        Capabilities.all(),
        () -> new ScriptedLog(2),
        (system, settings) -> new BrokenLogReceiver((ScriptedLog) system, settings, this));
  }

  private static LogSource changing(String log, SourceContext context, UnaryOperator<String> change)
      throws IOException {
    return new LogSource(log, context) {
      @Override
      public Polled<String, Position> poll(int demand, Duration timeout) throws Exception {
        Polled<String, Position> polled = super.poll(demand, timeout);
        return polled.isNothing()
            ? polled
            : Polled.of(
                RecordBatch.of(polled.batch().records().stream().map(change).toList(), 1),
                polled.position());
      }
    };
  }

  private static void awaitUninterrupted(CountDownLatch latch) {
    try {
      boolean unused = latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
