// SPDX-License-Identifier: Apache-2.0
package io.holdfast.testkit;

import io.holdfast.core.PollingSource;
import io.holdfast.core.PushSource;
import io.holdfast.core.RecordCodec;
import io.holdfast.core.ReliableReceiver;
import io.holdfast.core.Replay;
import io.holdfast.core.Source;
import io.holdfast.core.SourceContext;
import io.holdfast.testkit.Event.Kind;
import java.util.List;
import java.util.Optional;

/**
 * Stands before the receiver under test and observes its sources. Travels with it.
 *
 * @param <T> the type of the records
 */
final class ObservedReceiver<T> extends ReliableReceiver<T> {
  private static final long serialVersionUID = 1L;

  private final ReliableReceiver<T> receiver;
  private final String rig;

  /** Set when the copy starts. */
  private int number;

  ObservedReceiver(ReliableReceiver<T> receiver, String rig) {
    super(receiver.settings());
    this.receiver = receiver;
    this.rig = rig;
  }

  void number(int number) {
    this.number = number;
  }

  /** The receiver under test. */
  ReliableReceiver<T> observed() {
    return receiver;
  }

  @Override
  protected Source<T> open(SourceContext context) throws Exception {
    Copy<T> copy = Rig.<T>named(rig).copy(number);
    copy.throwIfDead();
    copy.log().add(Kind.OPENING, number, context.session(), List.of());
    copy.fault("open");
    Source<T> source = openOf(receiver, context);
    copy.log().add(Kind.OPENED, number, context.session(), List.of());
    copy.opened(source);
    try {
      copy.at(CrashPoint.OPENED);
    } catch (Killed e) {
      source.close(); // as the process's end would
      throw e;
    }
    return observed(source, copy, context);
  }

  private Source<T> observed(Source<T> source, Copy<T> copy, SourceContext context) {
    if (source instanceof PollingSource<T, ?> polling) {
      return new ObservedPollingSource<>(polling, copy, context);
    }
    return source == null ? null : new ObservedPushSource<>((PushSource<T>) source, copy, context);
  }

  @Override
  protected Optional<RecordCodec<?>> codec() {
    return codecOf(receiver);
  }

  @Override
  protected Replay replay() {
    return replayOf(receiver);
  }
}
