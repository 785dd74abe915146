// SPDX-License-Identifier: Apache-2.0
package io.holdfast.flume.sink;

import java.util.Collections;
import java.util.Map;
import org.apache.flume.Channel;
import org.apache.flume.Event;
import org.apache.flume.Transaction;

/**
 * Events in a transaction of the channel, which ends exactly once: by {@link #commit} or by {@link
 * #rollBack}. For one thread, since Flume keeps transactions by thread; if either throws anything
 * but {@link ChannelFailedException}, that thread must take no further transaction.
 */
final class OpenBatch {
  private final Transaction transaction;
  private final AvroWriter events = new AvroWriter();
  private int count;

  private OpenBatch(Transaction transaction) {
    this.transaction = transaction;
  }

  /** Begins one, without an event. */
  static OpenBatch begin(Channel channel) throws ChannelFailedException {
    try {
      Transaction transaction = channel.getTransaction();
      transaction.begin();
      return new OpenBatch(transaction);
    } catch (RuntimeException e) {
      throw new ChannelFailedException("the channel began no transaction", e);
    }
  }

  void add(Event event) {
    Map<String, String> headers =
        event.getHeaders() == null ? Collections.emptyMap() : event.getHeaders();
    if (!headers.isEmpty()) {
      events.writeLong(headers.size());
      headers.forEach((name, value) -> events.writeString(text(name)).writeString(text(value)));
    }
    events.writeLong(0); // the end of the map
    events.writeBytes(event.getBody() == null ? new byte[0] : event.getBody());
    count++;
  }

  /** Avro's strings cannot be null, and an event that cannot be sent would stop the channel. */
  private static String text(String value) {
    return value == null ? "" : value;
  }

  int count() {
    return count;
  }

  /** How long its events are, encoded. */
  int bytes() {
    return events.size();
  }

  /** Its events one after the other. */
  AvroWriter events() {
    return events;
  }

  /**
   * Takes the events out of the channel for good.
   *
   * @throws ChannelFailedException if the channel refuses; they are back in it then
   */
  void commit() throws ChannelFailedException {
    try {
      transaction.commit();
    } catch (RuntimeException | Error e) {
      try {
        rollBack();
      } catch (RuntimeException | Error suppressed) {
        e.addSuppressed(suppressed);
        throw e;
      }
      throw new ChannelFailedException("the channel did not commit", e);
    }
    transaction.close();
  }

  /** Gives the events back to the channel. */
  void rollBack() {
    try {
      transaction.rollback();
    } finally {
      transaction.close();
    }
  }
}
