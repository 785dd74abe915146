// SPDX-License-Identifier: Apache-2.0
package com.example.queue;

import io.holdfast.core.Polled;
import io.holdfast.core.PollingSource;
import io.holdfast.core.RecordBatch;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** One connection to the queue; a position is the messages themselves. */
final class QueueSource implements PollingSource<String, List<WorkQueue.Message>> {
  private static final int MAX_BATCH = 10;

  private final WorkQueue.Connection connection;

  QueueSource(WorkQueue.Connection connection) {
    this.connection = connection;
  }

  @Override
  public Polled<String, List<WorkQueue.Message>> poll(int demand, Duration timeout)
      throws IOException, InterruptedException {
    List<WorkQueue.Message> received = connection.receive(Math.min(demand, MAX_BATCH), timeout);
    if (received.isEmpty()) {
      return Polled.nothing();
    }
    List<String> texts = new ArrayList<>();
    long bytes = 0;
    for (WorkQueue.Message message : received) {
      texts.add(message.text());
      bytes += 2L * message.text().length();
    }
    return Polled.of(RecordBatch.of(texts, bytes), received);
  }

  @Override
  public void commit(List<List<WorkQueue.Message>> positions) throws IOException {
    for (List<WorkQueue.Message> received : positions) {
      connection.delete(received);
    }
  }

  @Override
  public void close() {
    connection.close();
  }
}
