// SPDX-License-Identifier: Apache-2.0
package io.holdfast.testkit;

import io.holdfast.core.Polled;
import io.holdfast.core.PollingSource;
import io.holdfast.core.PositionRange;
import io.holdfast.core.RecordBatch;
import io.holdfast.core.SourceContext;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Reads a {@link ScriptedLog} as it should be read; what is broken, breaks a method of it. */
class LogSource implements PollingSource<String, LogSource.Position> {
  /** The records of a partition in a batch. */
  record Position(int partition, int from, int until) {}

  private static final int BATCH = 4;

  final ScriptedLog.Connection connection;
  final SourceContext context;
  final int[] next;
  private int turn;

  LogSource(String log, SourceContext context) throws IOException {
    this.context = context;
    connection = ScriptedLog.connect(log);
    next = new int[connection.partitions()];
    for (int partition = 0; partition < next.length; partition++) {
      next[partition] = beginning(partition);
    }
  }

  int beginning(int partition) throws IOException {
    return connection.acknowledgedUntil(partition);
  }

  @Override
  public Polled<String, Position> poll(int demand, Duration timeout) throws Exception {
    connection.awaitMore(next, timeout);
    for (int i = 0; i < next.length; i++) {
      int partition = turn++ % next.length;
      int from = next[partition];
      List<String> read = connection.read(partition, from, Math.min(demand, BATCH));
      if (!read.isEmpty()) {
        next[partition] = from + read.size();
        return polled(new Position(partition, from, next[partition]), read);
      }
    }
    return Polled.nothing();
  }

  private Polled<String, Position> polled(Position position, List<String> read) {
    List<String> records = new ArrayList<>();
    for (int i = 0; i < read.size(); i++) {
      if (ScriptedLog.Connection.isMalformed(read.get(i))) {
        poison(position.partition, position.from + i);
      } else {
        records.add(read.get(i));
      }
    }
    PositionRange range =
        PositionRange.of("log-" + position.partition, position.from, position.until);
    return Polled.of(
        RecordBatch.of(records, 100L * read.size(), Collections.singletonList(range)), position);
  }

  void poison(int partition, int record) {
    context.poison(
        "partition %d, record %d".formatted(partition, record),
        new byte[] {0},
        new IOException("malformed"));
  }

  @Override
  public void commit(List<Position> positions) throws Exception {
    for (Position position : positions) {
      connection.acknowledge(position.partition, position.from, position.until);
    }
  }

  /** What nobody may do, and the broken ones do. */
  final void commitAllThatWasRead() throws IOException {
    for (int partition = 0; partition < next.length; partition++) {
      connection.acknowledge(partition, 0, next[partition]);
    }
  }

  @Override
  public void keepAlive() throws Exception {
    connection.size(0);
  }

  @Override
  public void wakeup() {
    connection.wake();
  }

  @Override
  public void close() throws Exception {
    connection.close();
  }
}
