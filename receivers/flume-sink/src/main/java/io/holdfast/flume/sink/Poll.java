// SPDX-License-Identifier: Apache-2.0
package io.holdfast.flume.sink;

import java.io.IOException;
import org.apache.flume.Channel;
import org.apache.flume.Event;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes batches from the channel, for one connection and on its thread. */
final class Poll {
  private static final Logger log = LoggerFactory.getLogger(Poll.class);
  private static final long FIRST_PAUSE_MILLIS = 10;

  private final Channel channel;
  private final SinkSettings settings;
  private final SinkFigures figures;
  private final TakeLimit limit;
  private final Taking taking;
  private final Wire wire;

  Poll(SinkService service, Taking taking, Wire wire) {
    channel = service.channel;
    settings = service.settings;
    figures = service.figures;
    limit = service.limit;
    this.taking = taking;
    this.wire = wire;
  }

  /**
   * Waits until there is an event, and takes it and those that are there, up to so many.
   *
   * @throws ChannelFailedException if the channel fails
   * @throws IOException if the client goes away, or the sink stops; nothing is taken then
   */
  OpenBatch batch(int asked) throws IOException, ChannelFailedException {
    long pause = FIRST_PAUSE_MILLIS;
    while (true) {
      int max = limit.limit(Math.min(asked, settings.maxBatchEvents));
      OpenBatch batch = take(max);
      if (batch != null) {
        figures.addToEventDrainAttemptCount(batch.count());
        if (batch.count() == max) {
          figures.incrementBatchCompleteCount();
        } else {
          figures.incrementBatchUnderflowCount();
        }
        return batch;
      }
      figures.incrementBatchEmptyCount();
      pause = Math.min(pause, settings.backoffMillis);
      wire.pause(pause);
      pause *= 2;
    }
  }

  /** Takes what is there; null if nothing is. */
  private OpenBatch take(int max) throws IOException, ChannelFailedException {
    OpenBatch batch = OpenBatch.begin(channel);
    try {
      fill(batch, max);
      wire.requireClient(); // nobody else would acknowledge it
    } catch (ChannelFailedException e) {
      int taken = batch.count();
      batch.rollBack();
      if (taken == 0) {
        throw e;
      }
      // Only the channel knows whether the take that failed has taken something, so none of this
      // transaction is used: what came before is taken once more.
      log.info("A transaction of the channel gave {} events and not {}", taken, max, e);
      limit.learn(taken);
      return take(taken);
    } catch (IOException | RuntimeException | Error e) {
      batch.rollBack();
      throw e;
    }
    if (batch.count() == 0) {
      batch.commit(); // which writes nothing, as a rollback would
      return null;
    }
    return batch;
  }

  private void fill(OpenBatch batch, int max) throws ChannelFailedException {
    while (batch.count() < max && batch.bytes() < settings.maxBatchBytes && !wire.isStopped()) {
      Event event;
      try {
        event = taking.take();
      } catch (RuntimeException e) {
        throw new ChannelFailedException("the channel gave no event", e);
      }
      if (event == null) {
        return;
      }
      batch.add(event);
    }
  }
}
