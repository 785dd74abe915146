// SPDX-License-Identifier: Apache-2.0
package io.holdfast.testkit;

import io.holdfast.core.Polled;
import io.holdfast.core.PollingSource;
import io.holdfast.core.SourceContext;
import io.holdfast.testkit.Event.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Writes down what the engine asks of a polling source, and lets it die on cue. */
final class ObservedPollingSource<T, P> implements PollingSource<T, P> {
  private final PollingSource<T, P> source;
  private final Copy<T> copy;
  private final SourceContext context;
  private boolean handedOver;

  ObservedPollingSource(PollingSource<T, P> source, Copy<T> copy, SourceContext context) {
    this.source = source;
    this.copy = copy;
    this.context = context;
  }

  @Override
  public Polled<T, P> poll(int demand, Duration timeout) throws Exception {
    note(Kind.POLLING, List.of());
    try {
      if (handedOver) {
        copy.at(CrashPoint.IN_OPEN_BLOCK);
      }
      copy.throwIfDead();
      copy.fault("poll");
      copy.onSourceThread();
      Polled<T, P> polled = source.poll(demand, timeout);
      if (polled != null && !polled.isNothing()) {
        note(Kind.POLLED, new ArrayList<>(polled.batch().records()));
        note(Kind.POSITION, List.of(polled.position()));
        handedOver = true;
        copy.at(CrashPoint.POLLED);
      }
      return polled;
    } finally {
      note(Kind.RETURNED, List.of("poll"));
    }
  }

  @Override
  public void commit(List<P> positions) throws Exception {
    note(Kind.COMMITTING, new ArrayList<>(positions));
    try {
      copy.at(CrashPoint.BEFORE_COMMIT);
      copy.throwIfDead();
      copy.fault("commit");
      source.commit(positions);
      note(Kind.COMMITTED, new ArrayList<>(positions));
      copy.afterCommit();
      copy.at(CrashPoint.AFTER_COMMIT);
    } finally {
      note(Kind.RETURNED, List.of("commit"));
    }
  }

  @Override
  public void abandon(List<P> positions) throws Exception {
    note(Kind.ABANDONING, new ArrayList<>(positions));
    try {
      copy.throwIfDead();
      copy.fault("abandon");
      source.abandon(positions);
    } finally {
      note(Kind.RETURNED, List.of("abandon"));
    }
  }

  @Override
  public void keepAlive() throws Exception {
    note(Kind.KEEPING_ALIVE, List.of());
    try {
      copy.throwIfDead();
      copy.fault("keepAlive");
      source.keepAlive();
    } finally {
      note(Kind.RETURNED, List.of("keepAlive"));
    }
  }

  @Override
  public void wakeup() {
    copy.faultUnchecked("wakeup");
    source.wakeup();
  }

  @Override
  public void close() throws Exception {
    copy.close(source, context.session());
  }

  private void note(Kind kind, List<?> items) {
    copy.log().add(kind, copy.number(), context.session(), items);
  }
}
