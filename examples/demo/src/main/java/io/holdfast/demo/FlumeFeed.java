// SPDX-License-Identifier: Apache-2.0
package io.holdfast.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalLong;

/**
 * Sends lines to the netcat source of an agent, and counts those it has answered: they are in its
 * channel, from which nothing is lost. The source takes text only, so a line that is not valid
 * UTF-8 ends the feed.
 */
final class FlumeFeed implements Feed {
  /** In bytes; the agent takes as many characters. */
  static final int LONGEST_LINE = 60_000;

  private static final String TAKEN = "OK";

  private final Socket socket;
  private final FeedFailure failure = new FeedFailure();
  private final Object lock = new Object();
  private long lines;
  private long words;
  private long answered;
  private boolean ended;

  /** Connects to the source on that port of the loopback interface. */
  FlumeFeed(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
  }

  /**
   * Begins to send the lines of {@code input} and returns; closes it at its end. To be called once.
   */
  void send(InputStream input) {
    start(() -> sendAll(input), "demo-sender"); // may read a terminal, which nothing interrupts
    start(this::readAnswers, "demo-answers");
  }

  private static void start(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public Sent sent() throws DemoException {
    failure.throwIfAny();
    synchronized (lock) {
      return new Sent(lines, words, 0, List.of(), ended && answered == lines);
    }
  }

  @Override
  public long confirmed() {
    synchronized (lock) {
      return answered;
    }
  }

  @Override
  public void close() {
    failure.close();
    try {
      socket.close();
    } catch (IOException e) {
      return; // nothing more is sent, which is all that was wanted
    }
  }

  private void sendAll(InputStream input) {
    WordCounter counter = new WordCounter();
    try (LineSplitter splitter = new LineSplitter(input, LONGEST_LINE)) {
      OutputStream out = socket.getOutputStream();
      for (byte[] line = splitter.next(); line != null; line = splitter.next()) {
        OptionalLong count = counter.count(line);
        if (count.isEmpty()) {
          failure.tell(
              "line %,d is not valid UTF-8, and Flume's netcat source takes text only"
                  .formatted(splitter.lines()));
          return;
        }
        // Counted first: the job may be faster than the next statement.
        synchronized (lock) {
          lines++;
          words += count.getAsLong();
        }
        byte[] terminated = new byte[line.length + 1];
        System.arraycopy(line, 0, terminated, 0, line.length);
        terminated[line.length] = '\n';
        out.write(terminated);
      }
      synchronized (lock) {
        ended = true;
      }
    } catch (IOException e) {
      failure.tell("the input cannot be sent: " + e.getMessage());
    }
  }

  private void readAnswers() {
    try {
      BufferedReader answers =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
      for (String answer = answers.readLine(); TAKEN.equals(answer); answer = answers.readLine()) {
        synchronized (lock) {
          answered++;
        }
      }
      failure.tell("the agent does not take a line, or has ended");
    } catch (IOException e) {
      failure.tell("the agent does not answer: " + e.getMessage());
    }
  }
}
