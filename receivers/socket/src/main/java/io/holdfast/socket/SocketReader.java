// SPDX-License-Identifier: Apache-2.0
package io.holdfast.socket;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Reads a connection in a thread of its own, one piece ahead: a blocking read with a time-out of
 * some milliseconds would break TLS connections. Closed by the thread that reads from it.
 */
final class SocketReader implements AutoCloseable {
  private static final int PIECE_BYTES = 64 << 10;
  private static final long JOIN_MILLIS = 1_000;

  private final Socket socket;
  private final String name;
  private final Thread thread;
  private final BlockingQueue<Piece> ahead = new LinkedBlockingQueue<>(1);

  private SocketReader(Socket socket, String name) {
    this.socket = socket;
    this.name = name;
    thread = new Thread(this::readAll, "holdfast-line-reader");
    thread.setDaemon(true);
  }

  /**
   * Begins to read.
   *
   * @param name what messages call the peer
   */
  static SocketReader start(Socket socket, String name) {
    SocketReader reader = new SocketReader(socket, name);
    reader.thread.start();
    return reader;
  }

  /**
   * What has come, waiting for it at most so long; null if nothing has.
   *
   * @throws IOException at the end of the connection, with its reason; not to be asked again then
   */
  byte[] next(Duration timeout) throws IOException, InterruptedException {
    Piece piece = ahead.poll(timeout.toNanos(), TimeUnit.NANOSECONDS);
    if (piece == null) {
      return null;
    }
    if (piece.end != null) {
      throw piece.end;
    }
    return piece.bytes;
  }

  private void readAll() {
    try {
      IOException end;
      try {
        end = readToEnd();
      } catch (SocketTimeoutException e) {
        end = new IOException("%s sent nothing for %,d ms".formatted(name, timeoutMillis()), e);
      } catch (IOException e) {
        end = new IOException("the connection to %s broke: %s".formatted(name, e.getMessage()), e);
      }
      ahead.put(new Piece(null, end));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // closed
    }
  }

  private IOException readToEnd() throws IOException, InterruptedException {
    byte[] buffer = new byte[PIECE_BYTES];
    InputStream in = socket.getInputStream();
    for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
      ahead.put(new Piece(Arrays.copyOf(buffer, read), null));
    }
    return new EOFException("%s has closed the connection".formatted(name));
  }

  private int timeoutMillis() {
    try {
      return socket.getSoTimeout();
    } catch (IOException e) {
      return 0; // closed meanwhile, and nobody asks any more
    }
  }

  /** Closes the connection and ends the thread, waiting a second for it at most. */
  @Override
  public void close() throws IOException, InterruptedException {
    thread.interrupt();
    socket.close();
    thread.join(JOIN_MILLIS);
  }

  /** Bytes, or the end. */
  private static final class Piece {
    private final byte[] bytes;
    private final IOException end;

    Piece(byte[] bytes, IOException end) {
      this.bytes = bytes;
      this.end = end;
    }
  }
}
