// SPDX-License-Identifier: Apache-2.0
package io.holdfast.testkit;

import io.holdfast.core.Polled;
import io.holdfast.core.RecordBatch;
import io.holdfast.core.SourceContext;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Ways to decode wrongly, in a receiver that asks. */
enum BrokenDecoding implements BrokenSource {
  SWALLOWS_POISON(601, "a report says") {
    @Override
    public LogSource open(String log, SourceContext context) throws IOException {
      return new LogSource(log, context) {
        @Override
        void poison(int partition, int record) {}
      };
    }
  },

  REPORTS_NO_POSITION(602, "a report says") {
    @Override
    public LogSource open(String log, SourceContext context) throws IOException {
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
    public LogSource open(String log, SourceContext context) throws IOException {
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

  KEEPS_POISON_AT_ITS_END(603, "was kept") {
    @Override
    public LogSource open(String log, SourceContext context) throws IOException {
      return new LogSource(log, context) {
        private final List<Position> malformed = new ArrayList<>();

        @Override
        void poison(int partition, int record) {
          malformed.add(new Position(partition, record, record + 1));
        }

        @Override
        public void close() throws Exception {
          malformed.forEach(position -> super.poison(position.partition(), position.from()));
          super.close();
        }
      };
    }
  },

  KEEPS_NO_PAYLOAD(603, "nothing of the record") {
    @Override
    public LogSource open(String log, SourceContext context) throws IOException {
      return new LogSource(log, context) {
        @Override
        void poison(int partition, int record) {
          context.poison(
              "partition %d, record %d".formatted(partition, record),
              new byte[0],
              new IOException("malformed"));
        }
      };
    }
  },

  COUNTS_CHARACTERS_NOT_BYTES(605, "everything is acknowledged") {
    @Override
    public LogSource open(String log, SourceContext context) throws IOException {
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
    public LogSource open(String log, SourceContext context) throws IOException {
      return changing(
          log,
          context,
          text -> new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1));
    }
  },

  TRIMS(605, "were lost") {
    @Override
    public LogSource open(String log, SourceContext context) throws IOException {
      return changing(log, context, String::strip);
    }
  };

  private final int law;
  private final String words;

  BrokenDecoding(int law, String words) {
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
}
