// SPDX-License-Identifier: Apache-2.0
package io.holdfast.socket;

import io.netty.channel.Channel;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Sees to it that a client does not take longer than the limits allow: to open a session, to send a
 * frame that it has begun, to read its answers. Used by the event loop of its connection.
 */
final class RelpWatch {
  private static final long NONE = Long.MIN_VALUE;

  private final Channel channel;
  private final RelpLimits limits;
  private final RelpAnswers answers;
  private final Consumer<String> drop;

  /** When the frame that is not complete has begun, or reading went on; or {@link #NONE}. */
  private long frameSince = NONE;

  private boolean watchingFrame;
  private boolean watchingReader;

  /**
   * A watch that has begun with nothing.
   *
   * @param drop is told why a client is to go
   */
  RelpWatch(Channel channel, RelpLimits limits, RelpAnswers answers, Consumer<String> drop) {
    this.channel = channel;
    this.limits = limits;
    this.answers = answers;
    this.drop = drop;
  }

  /** The client has connected, and has to open a session. */
  void requireOpen(BooleanSupplier isOpen) {
    after(
        limits.handshakeMillis(),
        () -> {
          if (!isOpen.getAsBoolean() && channel.isActive()) {
            drop.accept(
                "it has not opened a session within %,d ms".formatted(limits.handshakeMillis()));
          }
        });
  }

  /** Something of a frame is there, and not all: a client must not keep what it takes for ever. */
  void insideFrame() {
    if (frameSince == NONE) {
      frameSince = System.nanoTime();
    }
    if (!watchingFrame) {
      watchingFrame = true;
      after(limits.frameMillis(), this::requireFrame);
    }
  }

  /** The frame is all there, or is waited for no longer. */
  void endOfFrame() {
    frameSince = NONE;
  }

  /** It is read from again: it could not send while it was not. */
  void readsAgain() {
    if (frameSince != NONE) {
      frameSince = System.nanoTime();
    }
  }

  private void requireFrame() {
    watchingFrame = false;
    if (frameSince == NONE || !channel.isActive()) {
      return;
    }
    long limit = TimeUnit.MILLISECONDS.toNanos(limits.frameMillis());
    if (channel.config().isAutoRead() && System.nanoTime() - frameSince >= limit) {
      drop.accept("it has not sent a whole frame within %,d ms".formatted(limits.frameMillis()));
    } else {
      insideFrame();
    }
  }

  /** A client that reads none of its answers, and cannot send either, has no use of us. */
  void requireReader(BooleanSupplier isStuck) {
    if (!watchingReader && isStuck.getAsBoolean()) {
      watchingReader = true;
      long before = answers.progress();
      after(limits.writeMillis(), () -> requireProgress(before, isStuck));
    }
  }

  private void requireProgress(long before, BooleanSupplier isStuck) {
    watchingReader = false;
    if (isStuck.getAsBoolean() && answers.progress() == before) {
      drop.accept(
          "it has read none of its answers for %,d ms, and %,d messages are unanswered"
              .formatted(limits.writeMillis(), answers.count()));
    } else {
      requireReader(isStuck);
    }
  }

  private void after(long millis, Runnable task) {
    var unused = channel.eventLoop().schedule(task, millis, TimeUnit.MILLISECONDS);
  }
}
