// SPDX-License-Identifier: Apache-2.0
package io.holdfast.testkit;

import io.holdfast.core.SourceMetrics;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/** Figures of a source that a test can ask for. Thread-safe. */
public final class FakeMetrics implements SourceMetrics {
  private final Map<String, LongAdder> counters = new ConcurrentHashMap<>();
  private final Map<String, LongSupplier> gauges = new ConcurrentHashMap<>();

  @Override
  public Counter counter(String name) {
    return counters.computeIfAbsent(name, unused -> new LongAdder())::add;
  }

  @Override
  public void gauge(String name, LongSupplier value) {
    gauges.put(name, value);
  }

  /** What the counter has counted; 0 if there is no such counter. */
  public long count(String name) {
    LongAdder counter = counters.get(name);
    return counter == null ? 0 : counter.sum();
  }

  /** The value of the gauge now; -1 if there is no such gauge. */
  public long value(String name) {
    LongSupplier value = gauges.get(name);
    return value == null ? -1 : value.getAsLong();
  }
}
