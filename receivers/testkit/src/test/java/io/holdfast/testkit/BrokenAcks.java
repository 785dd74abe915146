// SPDX-License-Identifier: Apache-2.0
package io.holdfast.testkit;

import io.holdfast.core.Polled;
import io.holdfast.core.SourceContext;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Ways to acknowledge wrongly, in a receiver that asks; each is known from the field. */
enum BrokenAcks implements BrokenSource {
  ACKS_ON_POLL(101, "nothing is acknowledged while the store is held") {
    @Override
    public LogSource open(String log, SourceContext context) throws IOException {
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
    public LogSource open(String log, SourceContext context) throws IOException {
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
    public LogSource open(String log, SourceContext context) throws IOException {
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
    public LogSource open(String log, SourceContext context) throws IOException {
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
    public LogSource open(String log, SourceContext context) throws IOException {
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
    public LogSource open(String log, SourceContext context) throws IOException {
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
    public LogSource open(String log, SourceContext context) throws IOException {
      return new LogSource(log, context) {
        private int commits;

        @Override
        public void commit(List<Position> positions) throws Exception {
          super.commit(positions);
          if (commits++ > 0) {
            connection.rewind(positions.get(0).partition(), 0);
          }
        }
      };
    }
  },

  COMMITS_WITH_THE_NEXT_POLL(405, "durable and not acknowledged") {
    @Override
    public LogSource open(String log, SourceContext context) throws IOException {
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
    public LogSource open(String log, SourceContext context) throws IOException {
      return new LogSource(log, context) {
        @Override
        public void close() throws Exception {
          commitAllThatWasRead();
          super.close();
        }
      };
    }
  };

  private final int law;
  private final String words;

  BrokenAcks(int law, String words) {
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
