// SPDX-License-Identifier: Apache-2.0
package io.holdfast.socket;

import io.holdfast.core.RecordBatch;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Messages of a connection that came one after the other, and go into Spark in one batch. Used by
 * one thread at a time.
 */
final class RelpBatch<T> {
  private final MessageBatch<T> messages;
  private final int firstTransaction;
  private int count;
  private long bytes;
  private List<Poison> poison = Collections.emptyList();

  RelpBatch(MessageBatch<T> messages, int firstTransaction) {
    this.messages = messages;
    this.firstTransaction = firstTransaction;
  }

  /** Adds a message; says false, and adds nothing, if it has to begin another batch. */
  boolean add(RelpFrame frame) {
    try {
      if (!messages.add(frame.data())) {
        return false;
      }
    } catch (Exception e) {
      addPoison(new Poison(frame, e));
    }
    count++;
    bytes += frame.data().length;
    return true;
  }

  private void addPoison(Poison added) {
    if (poison.isEmpty()) {
      poison = new ArrayList<>();
    }
    poison.add(added);
  }

  boolean isFull(int maxMessages, long maxBytes) {
    return count >= maxMessages || messages.records() >= maxMessages || bytes >= maxBytes;
  }

  /** The transaction of the first message; those of the others follow. */
  int firstTransaction() {
    return firstTransaction;
  }

  /** How many messages, poison too. */
  int count() {
    return count;
  }

  /** How many bytes the messages have. */
  long bytes() {
    return bytes;
  }

  /** Whether something has to be told before the batch is handed over. */
  boolean hasPoison() {
    return !poison.isEmpty();
  }

  /** What has to be told, of which the batch then holds nothing any more. */
  List<Poison> takePoison() {
    List<Poison> taken = poison;
    poison = Collections.emptyList();
    return taken;
  }

  /** The records, without what is poison. */
  RecordBatch<T> toBatch() {
    return messages.toBatch();
  }

  /** A message that cannot be decoded. */
  static final class Poison {
    private final RelpFrame frame;
    private final Exception reason;

    Poison(RelpFrame frame, Exception reason) {
      this.frame = frame;
      this.reason = reason;
    }

    RelpFrame frame() {
      return frame;
    }

    Exception reason() {
      return reason;
    }
  }
}
