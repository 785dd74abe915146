// SPDX-License-Identifier: Apache-2.0
package io.holdfast.flume;

import io.holdfast.core.SourceContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the connections to one sink share: how many are open, how much to ask for, and whether it
 * was reported that something is wrong. Thread-safe.
 */
final class PulledSink {
  private static final Logger log = LoggerFactory.getLogger(PulledSink.class);

  final SinkAddress address;
  final BatchSize batchSize;
  private final SourceContext context;
  private int open;
  private boolean reported;

  PulledSink(SinkAddress address, int maxBatchEvents, SourceContext context) {
    this.address = address;
    batchSize = new BatchSize(maxBatchEvents);
    this.context = context;
  }

  synchronized int connections() {
    return open;
  }

  synchronized void opened() {
    if (open++ == 0) {
      batchSize.reset();
      log.info("Connected to the Flume sink at {}", address);
    }
  }

  synchronized void closed() {
    open--;
  }

  /** It does not do what it should, which is reported once until it {@link #works} again. */
  void failed(Throwable reason) {
    boolean first;
    synchronized (this) {
      first = !reported;
      reported = true;
    }
    if (first) {
      context.reportError(
          "The Flume sink at %s does not deliver, and is tried again until it does: %s"
              .formatted(address, reason.getMessage()),
          reason);
    } else {
      log.debug("The Flume sink at {} still does not deliver", address, reason);
    }
  }

  /** It has delivered, or was well for some time. */
  void works() {
    boolean again;
    synchronized (this) {
      again = reported;
      reported = false;
    }
    if (again) {
      log.info("The Flume sink at {} delivers again", address);
    }
  }
}
