// SPDX-License-Identifier: Apache-2.0
package io.holdfast.flume;

import io.holdfast.core.PoisonException;
import io.holdfast.core.PoisonPolicy;
import io.holdfast.core.SourceContext;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** A session's context that remembers what it was told. Thread-safe. */
final class FakeContext implements SourceContext {
  private final PoisonPolicy policy;
  private final List<String> poison = new CopyOnWriteArrayList<>();
  private final FakeMetrics metrics = new FakeMetrics();

  FakeContext(PoisonPolicy policy) {
    this.policy = policy;
  }

  /** Position and reason of each event that was poison. */
  List<String> poison() {
    return poison;
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
    return false;
  }

  @Override
  public void seal() {
    throw new AssertionError("the intake is sealed");
  }

  @Override
  public boolean flush(Duration timeout) {
    throw new AssertionError("nothing to flush for");
  }

  @Override
  public void poison(String position, Map<String, byte[]> payload, Throwable reason) {
    poison.add(position + ": " + reason.getMessage());
    if (policy == PoisonPolicy.FAIL) {
      throw new PoisonException(position);
    }
  }

  @Override
  public FakeMetrics metrics() {
    return metrics;
  }

  @Override
  public void reportError(String message, Throwable cause) {
    throw new AssertionError(message, cause);
  }
}
