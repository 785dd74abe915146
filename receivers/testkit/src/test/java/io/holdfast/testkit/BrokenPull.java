// SPDX-License-Identifier: Apache-2.0
package io.holdfast.testkit;

import io.holdfast.core.Polled;
import io.holdfast.core.ReceiverSettings;
import io.holdfast.core.Source;
import io.holdfast.core.SourceContext;
import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;

/** Receivers that ask, each broken in one way that has been seen in the field. */
final class BrokenPull {
  private BrokenPull() {}

  /** Believes that what was handed out is safe. */
  static final class AcksOnPoll extends LogReceiver {
    private static final long serialVersionUID = 1L;

    AcksOnPoll(ScriptedLog log, ReceiverSettings settings) {
      super(log, settings);
    }

    @Override
    protected Source<String> open(SourceContext context) throws IOException {
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
  }

  /** Commits where it has read to, and not what it is given. */
  static final class AcksTheLatest extends LogReceiver {
    private static final long serialVersionUID = 1L;

    AcksTheLatest(ScriptedLog log, ReceiverSettings settings) {
      super(log, settings);
    }

    @Override
    protected Source<String> open(SourceContext context) throws IOException {
      return new LogSource(log, context) {
        @Override
        public void commit(List<Position> positions) throws Exception {
          for (int partition = 0; partition < next.length; partition++) {
            connection.acknowledge(partition, 0, next[partition]);
          }
        }
      };
    }
  }

  /** Acknowledges the last position of those it is given, as if it covered the others. */
  static final class AcksTheLastOnly extends LogReceiver {
    private static final long serialVersionUID = 1L;

    AcksTheLastOnly(ScriptedLog log, ReceiverSettings settings) {
      super(log, settings);
    }

    @Override
    protected Source<String> open(SourceContext context) throws IOException {
      return new LogSource(log, context) {
        @Override
        public void commit(List<Position> positions) throws Exception {
          super.commit(positions.subList(positions.size() - 1, positions.size()));
        }
      };
    }
  }
}
