// SPDX-License-Identifier: Apache-2.0
package io.holdfast.flume;

import io.holdfast.core.SourceMetrics;
import java.util.function.LongSupplier;

/** The figures of a pull receiver. Thread-safe. */
final class PullMetrics {
  private final SourceMetrics.Counter polls;
  private final SourceMetrics.Counter acked;
  private final SourceMetrics.Counter nacked;
  private final SourceMetrics.Counter ambiguous;
  private final SourceMetrics.Counter broken;
  private final SourceMetrics metrics;

  PullMetrics(SourceMetrics metrics) {
    this.metrics = metrics;
    polls = metrics.counter("polls");
    acked = metrics.counter("batches.acked");
    nacked = metrics.counter("batches.nacked");
    ambiguous = metrics.counter("batches.ambiguous");
    broken = metrics.counter("connections.broken");
  }

  void gauges(LongSupplier connections, LongSupplier sinksDown) {
    metrics.gauge("connections", connections);
    metrics.gauge("sinks.down", sinksDown);
  }

  void polled() {
    polls.add(1);
  }

  void acked() {
    acked.add(1);
  }

  void nacked() {
    nacked.add(1);
  }

  void ambiguous() {
    ambiguous.add(1);
  }

  void broken() {
    broken.add(1);
  }
}
