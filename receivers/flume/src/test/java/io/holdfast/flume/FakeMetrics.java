// SPDX-License-Identifier: Apache-2.0
package io.holdfast.flume;

import io.holdfast.core.SourceMetrics;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/** Figures that a test can ask for. Thread-safe. */
final class FakeMetrics implements SourceMetrics {
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

  long count(String name) {
    return counters.get(name).sum();
  }

  /** The value now, or -1 if there is no such gauge. */
  long value(String name) {
    LongSupplier value = gauges.get(name);
    return value == null ? -1 : value.getAsLong();
  }
}
