// SPDX-License-Identifier: Apache-2.0
package io.holdfast.flume.sink;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.flume.Channel;
import org.apache.flume.ChannelException;
import org.apache.flume.Event;
import org.apache.flume.Transaction;
import org.apache.flume.channel.AbstractChannel;

/** A channel that fails, or waits, where a test wants it to. Thread-safe. */
final class FaultyChannel extends AbstractChannel {
  private static final long GATE_SECONDS = 60;

  private final Channel channel;
  private int takesUntilFailure = -1;
  private boolean failCommit;
  private boolean failRollback;
  private CountDownLatch commitGate;
  private final CountDownLatch committing = new CountDownLatch(1);

  FaultyChannel(Channel channel) {
    this.channel = channel;
  }

  /** The take after so many fails, once, after it has taken an event, as that of a file may. */
  synchronized void failTakeAfter(int takes) {
    takesUntilFailure = takes;
  }

  /** The next commit fails. */
  synchronized void failCommit() {
    failCommit = true;
  }

  /** The next rollback fails, after it was done. */
  synchronized void failRollback() {
    failRollback = true;
  }

  /** Commits wait until the gate opens. */
  synchronized void holdCommits(CountDownLatch gate) {
    commitGate = gate;
  }

  /** Waits until somebody commits. */
  boolean awaitCommit() throws InterruptedException {
    return committing.await(GATE_SECONDS, TimeUnit.SECONDS);
  }

  @Override
  public void put(Event event) {
    channel.put(event);
  }

  @Override
  public Event take() {
    Event event = channel.take();
    synchronized (this) {
      if (event != null && takesUntilFailure-- == 0) {
        throw new ChannelException("the disk is broken");
      }
    }
    return event;
  }

  private synchronized boolean commitFails() {
    boolean fails = failCommit;
    failCommit = false;
    return fails;
  }

  private synchronized boolean rollbackFails() {
    boolean fails = failRollback;
    failRollback = false;
    return fails;
  }

  private synchronized CountDownLatch commitGate() {
    return commitGate;
  }

  @Override
  public Transaction getTransaction() {
    Transaction transaction = channel.getTransaction();
    return new Transaction() {
      @Override
      public void begin() {
        transaction.begin();
      }

      @Override
      public void commit() {
        CountDownLatch gate = commitGate();
        if (gate != null) {
          committing.countDown();
          await(gate);
        }
        if (commitFails()) {
          throw new ChannelException("the disk is full");
        }
        transaction.commit();
      }

      @Override
      public void rollback() {
        transaction.rollback();
        if (rollbackFails()) {
          throw new ChannelException("the disk is gone");
        }
      }

      @Override
      public void close() {
        transaction.close();
      }
    };
  }

  private static void await(CountDownLatch gate) {
    try {
      if (!gate.await(GATE_SECONDS, TimeUnit.SECONDS)) {
        throw new ChannelException("the gate stayed closed");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ChannelException(e);
    }
  }
}
