// SPDX-License-Identifier: Apache-2.0
package io.holdfast.flume.sink;

import org.apache.flume.Channel;
import org.apache.flume.Event;

/**
 * The take of one connection, which may wait for as long as the channel's keep-alive. It can be
 * interrupted there, and nowhere else: an interrupt in a commit would close the files of a file
 * channel.
 */
final class Taking {
  private final Channel channel;
  private Thread taker;

  Taking(Channel channel) {
    this.channel = channel;
  }

  /** The next event; null if there is none. */
  Event take() {
    begin();
    try {
      return channel.take();
    } finally {
      end();
    }
  }

  private synchronized void begin() {
    taker = Thread.currentThread();
  }

  private synchronized void end() {
    taker = null;
    Thread.interrupted(); // it has done what it was for
  }

  /** Ends the take that goes on, if one does. Any thread. */
  synchronized void interrupt() {
    if (taker != null) {
      taker.interrupt();
    }
  }
}
