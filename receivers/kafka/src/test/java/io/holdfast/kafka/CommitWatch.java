// SPDX-License-Identifier: Apache-2.0
package io.holdfast.kafka;

import java.util.HashMap;
import java.util.Map;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;

/** Enters into a ledger, again and again until it is closed, what a group has committed. */
final class CommitWatch implements AutoCloseable {
  private static final int INTERVAL_MILLIS = 50;

  private final Admin admin;
  private final String group;
  private final Ledger ledger;
  private final Timer clock = new Timer("commit-watch", true);
  private boolean closed;

  CommitWatch(String bootstrap, String group, Ledger ledger) {
    this.group = group;
    this.ledger = ledger;
    admin = Admin.create(Map.of("bootstrap.servers", bootstrap, "default.api.timeout.ms", 30_000));
    clock.schedule(
        new TimerTask() {
          @Override
          public void run() {
            tryToLook();
          }
        },
        0,
        INTERVAL_MILLIS);
  }

  private synchronized void tryToLook() {
    if (closed) {
      return;
    }
    try {
      look();
    } catch (ExecutionException e) {
      // While no broker answers there is nothing to be seen; the last look is not left out.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void look() throws InterruptedException, ExecutionException {
    Map<TopicPartition, Long> committed = new HashMap<>();
    admin
        .listConsumerGroupOffsets(group)
        .partitionsToOffsetAndMetadata()
        .get()
        .forEach(
            (partition, commit) -> {
              if (commit != null) {
                committed.put(partition, commit.offset());
              }
            });
    ledger.committed(committed);
  }

  /** Whether all that was sent is stored, and each partition that has some committed to its end. */
  synchronized boolean isComplete() throws InterruptedException, ExecutionException {
    look();
    return ledger.isComplete() && ledger.isCommittedTo(ends());
  }

  /** Markers and records of aborted transactions included. */
  private Map<TopicPartition, Long> ends() throws InterruptedException, ExecutionException {
    Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
    ledger.partitions().forEach(partition -> latest.put(partition, OffsetSpec.latest()));
    Map<TopicPartition, Long> ends = new HashMap<>();
    admin
        .listOffsets(latest)
        .all()
        .get()
        .forEach((partition, end) -> ends.put(partition, end.offset()));
    return ends;
  }

  /** Looks for the last time; the brokers must be there. */
  @Override
  public synchronized void close() throws InterruptedException, ExecutionException {
    clock.cancel();
    closed = true; // for a task that waits for the lock
    try {
      look();
      ledger.ended(ends());
    } finally {
      admin.close();
    }
  }
}
