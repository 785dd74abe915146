// SPDX-License-Identifier: Apache-2.0
package io.holdfast.testkit;

import io.holdfast.core.PoisonException;
import io.holdfast.core.PoisonPolicy;
import io.holdfast.core.ProcessedPositions;
import io.holdfast.core.SourceContext;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A session's context that remembers what it was told, for unit tests of a source without an
 * engine. Thread-safe, but for what is set up before the source is opened.
 */
public final class FakeContext implements SourceContext {
  private final PoisonPolicy policy;
  private final List<String> poison = new CopyOnWriteArrayList<>();
  private final List<Map<String, byte[]>> payloads = new CopyOnWriteArrayList<>();
  private final List<Duration> flushes = new CopyOnWriteArrayList<>();
  private final List<String> errors = new CopyOnWriteArrayList<>();
  private final FakeMetrics metrics = new FakeMetrics();
  private ProcessedPositions processed;
  private long epoch;
  private volatile boolean stopping;
  private Callable<Boolean> flush =
      () -> {
        throw new AssertionError("nothing to flush for");
      };

  /** A context of a receiver with this policy, which is not stopping. */
  public FakeContext(PoisonPolicy policy) {
    this.policy = policy;
  }

  /** From now on the job knows what it has processed. */
  public FakeContext resuming(long epoch, ProcessedPositions processed) {
    this.epoch = epoch;
    this.processed = processed;
    return this;
  }

  @Override
  public long epoch() {
    return epoch;
  }

  @Override
  public Optional<ProcessedPositions> processed() {
    return Optional.ofNullable(processed);
  }

  /** Position and reason of each record that was poison. */
  public List<String> poison() {
    return poison;
  }

  /** The parts of each record that was poison. */
  public List<Map<String, byte[]>> payloads() {
    return payloads;
  }

  @Override
  public int streamId() {
    return 7;
  }

  @Override
  public long session() {
    return 1;
  }

  @Override
  public boolean isStopping() {
    return stopping;
  }

  /** The session ends. */
  public void stop() {
    stopping = true;
  }

  @Override
  public void seal() {
    throw new AssertionError("nothing to seal for");
  }

  /** What to do when asked to flush; without it, being asked is an error. */
  public void onFlush(Callable<Boolean> flush) {
    this.flush = flush;
  }

  /** How long each flush might have taken. */
  public List<Duration> flushes() {
    return flushes;
  }

  @Override
  public boolean flush(Duration timeout) throws Exception {
    flushes.add(timeout);
    return flush.call();
  }

  @Override
  public FakeMetrics metrics() {
    return metrics;
  }

  @Override
  public void poison(String position, Map<String, byte[]> payload, Throwable reason) {
    payloads.add(payload);
    poison.add(position + ": " + reason.getMessage());
    if (policy == PoisonPolicy.FAIL) {
      throw new PoisonException(position);
    }
  }

  @Override
  public void reportError(String message, Throwable cause) {
    errors.add(message);
  }

  /** What was reported. */
  public List<String> errors() {
    return errors;
  }
}
