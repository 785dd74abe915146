// SPDX-License-Identifier: Apache-2.0
package io.holdfast.examples;

import io.holdfast.core.PoisonException;
import io.holdfast.core.SourceContext;
import io.holdfast.core.SourceMetrics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A session's context that keeps what the source says. */
final class FakeContext implements SourceContext {
  final List<String> errors = new ArrayList<>();
  final List<String> poison = new ArrayList<>();
  final List<Map<String, byte[]>> payloads = new ArrayList<>();
  final List<Throwable> reasons = new ArrayList<>();

  /** Whether the policy is FAIL, and not SKIP. */
  boolean failing;

  @Override
  public int streamId() {
    return 0;
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
  public void seal() {}

  @Override
  public boolean flush(Duration timeout) {
    return true;
  }

  @Override
  public void poison(String position, Map<String, byte[]> payload, Throwable reason) {
    payloads.add(payload);
    poison.add(position);
    reasons.add(reason);
    if (failing) {
      throw new PoisonException(position);
    }
  }

  @Override
  public SourceMetrics metrics() {
    throw new AssertionError("no figures to publish");
  }

  @Override
  public void reportError(String message, Throwable cause) {
    errors.add(message);
  }
}
