// SPDX-License-Identifier: Apache-2.0
package io.holdfast.socket;

import io.holdfast.core.Intake;
import io.holdfast.core.Positioned;
import io.holdfast.core.RecordBatch;
import io.holdfast.core.Submission;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * An intake that stores into a ledger what it is given, at once, or later, or without saying so.
 * Thread-safe.
 */
final class LedgerIntake implements Intake<Positioned<String>> {
  private final Ledger ledger;
  private final List<Held> held = new ArrayList<>();
  private final List<Throwable> failures = new ArrayList<>();
  private Hold hold = Hold.NOTHING;

  LedgerIntake(Ledger ledger) {
    this.ledger = ledger;
  }

  /** Where messages stay. */
  enum Hold {
    NOTHING,
    BEFORE_THE_STORE,
    BEFORE_THE_ANSWER
  }

  private static final class Held {
    private final List<Positioned<String>> records;
    private final boolean stored;
    private final CompletableFuture<Void> stage;

    Held(List<Positioned<String>> records, boolean stored, CompletableFuture<Void> stage) {
      this.records = records;
      this.stored = stored;
      this.stage = stage;
    }
  }

  synchronized void hold(Hold at) {
    hold = at;
  }

  /** How many messages are taken and not answered. */
  synchronized int held() {
    return held.stream().mapToInt(each -> each.records.size()).sum();
  }

  synchronized List<Throwable> failures() {
    return new ArrayList<>(failures);
  }

  /** Lets go of all that is held, and holds no more. */
  void release() {
    List<Held> released;
    synchronized (this) {
      hold = Hold.NOTHING;
      released = new ArrayList<>(held);
      held.clear();
      for (Held each : released) { // before what comes from now on
        if (!each.stored) {
          ledger.stored(each.records);
        }
        ledger.answered(each.records.size());
      }
    }
    released.forEach(each -> each.stage.complete(null));
  }

  @Override
  public Submission submit(String partition, RecordBatch<Positioned<String>> batch) {
    throw new AssertionError("an event loop must not wait");
  }

  @Override
  public Optional<Submission> trySubmit(String partition, RecordBatch<Positioned<String>> batch) {
    CompletableFuture<Void> stage = new CompletableFuture<>();
    synchronized (this) {
      if (hold != Hold.BEFORE_THE_STORE) {
        ledger.stored(batch.records());
      }
      if (hold == Hold.NOTHING) {
        ledger.answered(batch.records().size());
        stage.complete(null);
      } else {
        held.add(new Held(batch.records(), hold == Hold.BEFORE_THE_ANSWER, stage));
      }
    }
    return Optional.of(
        new Submission() {
          @Override
          public CompletionStage<Void> durable() {
            return stage;
          }

          @Override
          public boolean withdraw() {
            return false;
          }
        });
  }

  @Override
  public void onRoom(Runnable once) {
    throw new AssertionError("there is always room");
  }

  @Override
  public void seal() {}

  @Override
  public void sealAfter(Duration quiet) {}

  @Override
  public void end(String partition) {}

  @Override
  public synchronized void fail(Throwable cause) {
    failures.add(cause);
  }
}
