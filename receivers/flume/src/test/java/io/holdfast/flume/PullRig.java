// SPDX-License-Identifier: Apache-2.0
package io.holdfast.flume;

import io.holdfast.core.PoisonPolicy;
import io.holdfast.core.PushSource;
import io.holdfast.core.ReceiverSettings;
import io.holdfast.testkit.FakeContext;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** A source that pulls, without an engine. */
final class PullRig<T> implements AutoCloseable {
  final FakeIntake<T> intake = new FakeIntake<>();
  final FakeContext context = new FakeContext(PoisonPolicy.SKIP);

  /** How long it is since the source was opened, besides the time that passes by itself. */
  final AtomicLong skippedNanos = new AtomicLong();

  private final PushSource<T> source;

  PullRig(FlumePullReceiver<T> receiver) throws Exception {
    source = (PushSource<T>) receiver.open(context, () -> System.nanoTime() + skippedNanos.get());
    source.start(intake);
  }

  /** A builder with short pauses. */
  static FlumePullReceiver.Builder builder() {
    return builder(
        ReceiverSettings.builder().backoff(Duration.ofMillis(1), Duration.ofMillis(100)));
  }

  static FlumePullReceiver.Builder builder(ReceiverSettings.Builder settings) {
    return FlumePullReceiver.builder().settings(settings.build());
  }

  long connections() {
    return context.metrics().value("connections");
  }

  long sinksDown() {
    return context.metrics().value("sinks.down");
  }

  long count(String name) {
    return context.metrics().count(name);
  }

  @Override
  public void close() throws Exception {
    source.close();
  }
}
