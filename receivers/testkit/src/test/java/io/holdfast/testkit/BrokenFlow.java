// SPDX-License-Identifier: Apache-2.0
package io.holdfast.testkit;

import io.holdfast.core.Polled;
import io.holdfast.core.RecordBatch;
import io.holdfast.core.SourceContext;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Ways to begin, to order and to buffer wrongly, in a receiver that asks. */
enum BrokenFlow implements BrokenSource {
  BEGINS_AFTER_THE_DELIVERED(201, "acknowledged") {
    @Override
    public LogSource open(String log, SourceContext context) throws IOException {
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
    public LogSource open(String log, SourceContext context) throws IOException {
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
    public LogSource open(String log, SourceContext context) throws IOException {
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
    public LogSource open(String log, SourceContext context) throws IOException {
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
    public LogSource open(String log, SourceContext context) throws IOException {
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
    public LogSource open(String log, SourceContext context) throws IOException {
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
    public LogSource open(String log, SourceContext context) throws IOException {
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
    public LogSource open(String log, SourceContext context) throws IOException {
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
  };

  private final int law;
  private final String words;

  BrokenFlow(int law, String words) {
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
}
