// SPDX-License-Identifier: Apache-2.0
package io.holdfast.flume.sink;

import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.flume.Channel;

/** What the connections of a sink share. Thread-safe. */
final class SinkService {
  final SinkSettings settings;
  final SinkFigures figures;
  final Channel channel;
  final TakeLimit limit = new TakeLimit();

  /** Who may take a batch; fair, so that no poll waits for ever. */
  final Semaphore permits;

  /** No two starts of a sink use a number twice. */
  private final String origin = UUID.randomUUID().toString().substring(0, 8);

  private final AtomicLong batches = new AtomicLong();

  SinkService(SinkSettings settings, SinkFigures figures, Channel channel) {
    this.settings = settings;
    this.figures = figures;
    this.channel = channel;
    permits = new Semaphore(settings.threads, true);
  }

  String nextSequenceNumber() {
    return origin + batches.incrementAndGet();
  }
}
