// SPDX-License-Identifier: Apache-2.0
package io.holdfast.testkit;

import io.holdfast.core.RecordBatch;
import io.holdfast.core.Submission;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The receiver's side of a connection: one thread reads lines and submits them, another writes the
 * answers, so that nobody else waits for a client that does not read them.
 */
final class LineConnection {
  /** A line that is longer, in bytes, is too large. */
  static final int MAX_FRAME = 200_000;

  private static final int SEND_BUFFER = 1024;
  private static final int READ_BUFFER = 512;

  /** A client that does not read its answers gets no further. */
  private static final int MAX_UNANSWERED = 1_000;

  private static final int CLOSE_MILLIS = 200;

  /** Through buffers as small as these a long answer waits for TCP's timers, at times for long. */
  private static final int MAX_ANSWER = 100;

  private final String name;
  private final Socket socket;
  private final LineSource source;
  private final Thread reader = new Thread(this::read, "line-reader");
  private final Thread writer = new Thread(this::write, "line-writer");
  private final Semaphore unanswered = new Semaphore(MAX_UNANSWERED);

  /** Empty for the end. */
  private final BlockingQueue<Optional<String>> answers = new LinkedBlockingQueue<>();

  private CompletableFuture<Void> last = CompletableFuture.completedFuture(null);

  LineConnection(String name, Socket socket, LineSource source) throws IOException {
    this.name = name;
    this.socket = socket;
    this.source = source;
    socket.setSendBufferSize(SEND_BUFFER);
    socket.setTcpNoDelay(true);
  }

  String name() {
    return name;
  }

  void start() {
    reader.setDaemon(true);
    writer.setDaemon(true);
    reader.start();
    writer.start();
  }

  private void read() {
    try {
      InputStream in = new BufferedInputStream(socket.getInputStream(), READ_BUFFER);
      for (Optional<String> line = next(in); line.isPresent(); line = next(in)) {
        unanswered.acquire();
        submit(line.get());
      }
    } catch (IOException e) {
      drop(); // the client comes again
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the end
    } catch (RuntimeException | Error e) {
      source.intake.fail(e);
    } finally {
      answers.add(Optional.empty());
      source.ended(this);
    }
  }

  /** Empty once there is no other line. */
  private Optional<String> next(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        return Optional.empty();
      }
      if (line.size() == MAX_FRAME) {
        source.oversized(this);
        return Optional.empty();
      }
      line.write(next);
    }
    return Optional.of(line.toString(StandardCharsets.UTF_8));
  }

  private void submit(String line) throws InterruptedException {
    Submission submission =
        source.intake.submit(name, RecordBatch.of(Collections.singletonList(line), 100));
    last =
        last.thenCompose(before -> submission.durable())
            .whenComplete(
                (stored, failure) -> {
                  if (failure == null) {
                    source.answer(this, line);
                  } else {
                    answers.add(Optional.empty()); // the client sends it again
                  }
                });
  }

  void answerLater(String line) {
    answers.add(Optional.of(line));
  }

  void answerNow(String line) throws IOException {
    String begin = line.substring(0, Math.min(line.length(), MAX_ANSWER));
    byte[] answer = ("stored " + begin + "\n").getBytes(StandardCharsets.UTF_8);
    socket.getOutputStream().write(answer);
    unanswered.release();
  }

  private void write() {
    try {
      for (Optional<String> next = answers.take(); next.isPresent(); next = answers.take()) {
        answerNow(next.get());
      }
      socket.shutdownOutput(); // and not closed: the client would lose what it has not read yet
    } catch (IOException e) {
      drop();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the end
    }
  }

  /** Cuts it, whatever is on its way. */
  void drop() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new IllegalStateException("a connection could not be closed", e);
    }
  }

  /** Writes the answers that are due, and gives the client a little time to read them. */
  void close() throws InterruptedException {
    answers.add(Optional.empty());
    long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(CLOSE_MILLIS);
    writer.join(CLOSE_MILLIS);
    reader.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime())));
    drop();
    reader.interrupt();
    writer.interrupt();
    reader.join(CLOSE_MILLIS);
    writer.join(CLOSE_MILLIS);
  }
}
