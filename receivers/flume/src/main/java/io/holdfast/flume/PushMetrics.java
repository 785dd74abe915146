// SPDX-License-Identifier: Apache-2.0
package io.holdfast.flume;

import io.holdfast.core.SourceMetrics;
import java.util.function.LongSupplier;

/** The figures of a push receiver. Thread-safe. */
final class PushMetrics {
  private final SourceMetrics.Counter failed;
  private final SourceMetrics.Counter ambiguous;
  private final SourceMetrics.Counter refused;
  private final SourceMetrics.Counter broken;
  private final SourceMetrics metrics;

  PushMetrics(SourceMetrics metrics) {
    this.metrics = metrics;
    failed = metrics.counter("batches.failed");
    ambiguous = metrics.counter("batches.ambiguous");
    refused = metrics.counter("connections.refused");
    broken = metrics.counter("connections.broken");
  }

  void listening(int port, LongSupplier connections, LongSupplier buffered) {
    metrics.gauge("port", () -> port);
    metrics.gauge("connections", connections);
    metrics.gauge("buffered.bytes", buffered);
  }

  void failed() {
    failed.add(1);
  }

  void ambiguous() {
    ambiguous.add(1);
  }

  void refused() {
    refused.add(1);
  }

  void broken() {
    broken.add(1);
  }
}
