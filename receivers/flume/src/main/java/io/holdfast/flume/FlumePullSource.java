// SPDX-License-Identifier: Apache-2.0
package io.holdfast.flume;

import io.holdfast.core.Intake;
import io.holdfast.core.PushSource;
import io.holdfast.core.SourceContext;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Pulls from sinks for one session. A push source, since each of its workers waits for events in a
 * thread of its own.
 *
 * @param <T> the type of the records
 */
final class FlumePullSource<T> implements PushSource<T> {
  private final PullSettings settings;
  private final Duration drain;
  private final Delivery<T> delivery;
  private final SourceContext context;
  private final LongSupplier nanoTime;
  private PullService<T> service;

  FlumePullSource(
      PullSettings settings,
      Duration drain,
      Delivery<T> delivery,
      SourceContext context,
      LongSupplier nanoTime) {
    this.settings = settings;
    this.drain = drain;
    this.delivery = delivery;
    this.context = context;
    this.nanoTime = nanoTime;
  }

  /** Starts the workers, which connect; sinks that are down keep nobody waiting. */
  @Override
  public void start(Intake<T> intake) {
    service = new PullService<>(settings, delivery, context, intake, nanoTime);
    service.start();
  }

  @Override
  public void close() {
    if (service != null) {
      service.close(drain.toMillis());
    }
  }
}
