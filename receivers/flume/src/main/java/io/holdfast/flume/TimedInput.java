// SPDX-License-Identifier: Apache-2.0
package io.holdfast.flume;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.concurrent.TimeUnit;

/**
 * Reads from a socket, up to a deadline for all that is read until the next one is set: who sends
 * byte by byte gains no time by it. Not thread-safe.
 */
final class TimedInput extends InputStream {
  private final Socket socket;
  private final InputStream in;
  private long untilNanos;
  private boolean bounded;

  TimedInput(Socket socket) throws IOException {
    this.socket = socket;
    in = socket.getInputStream();
  }

  void within(long millis) {
    bounded = true;
    untilNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
  }

  /** As long as it takes. */
  void unbounded() {
    bounded = false;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] to, int from, int length) throws IOException {
    socket.setSoTimeout(bounded ? millisLeft() : 0);
    return in.read(to, from, length);
  }

  private int millisLeft() throws SocketTimeoutException {
    long millis = TimeUnit.NANOSECONDS.toMillis(untilNanos - System.nanoTime());
    if (millis <= 0) {
      throw new SocketTimeoutException("Read timed out");
    }
    return (int) Math.min(Integer.MAX_VALUE, millis);
  }
}
