// SPDX-License-Identifier: Apache-2.0
package io.holdfast.benchmarks.sender;

import io.holdfast.parts.ChildProcess;
import io.holdfast.parts.JavaCommand;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The sender, in a JVM of its own. One order at a time. */
public final class Sender implements AutoCloseable {
  private static final int START_MILLIS = 60_000;

  private final ChildProcess process;
  private final Socket control;
  private final BufferedReader in;
  private final PrintStream out;

  private Sender(ChildProcess process, Socket control) throws IOException {
    this.process = process;
    this.control = control;
    in =
        new BufferedReader(new InputStreamReader(control.getInputStream(), StandardCharsets.UTF_8));
    out = new PrintStream(control.getOutputStream(), true, StandardCharsets.UTF_8);
  }

  /** Starts it, with its log in that directory; returns when it takes orders. */
  public static Sender start(Path directory) throws IOException {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      server.setSoTimeout(START_MILLIS);
      ChildProcess process =
          ChildProcess.named(
                  "the sender",
                  JavaCommand.of(SenderMain.class.getName())
                      .options(List.of("-XX:+UseSerialGC"))
                      .heap("512m")
                      .classPath(System.getProperty("java.class.path"))
                      .arguments("" + server.getLocalPort())
                      .toList())
              .log(directory.resolve("sender.log"))
              .start();
      try {
        return new Sender(process, server.accept());
      } catch (IOException e) {
        process.close();
        throw e;
      }
    }
  }

  /**
   * Sends, and returns when all is answered.
   *
   * @throws IOException if something was answered otherwise than OK, or not at all
   */
  public Sent send(Order order) throws IOException {
    out.println(order.toLine());
    String answer = in.readLine();
    if (answer == null || answer.startsWith(SenderMain.FAILED)) {
      throw new IOException("%s: %s".formatted(order, answer));
    }
    return Sent.parse(answer);
  }

  /** Begins to send; the future ends as {@link #send} does. */
  public CompletableFuture<Sent> begin(Order order) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return send(order);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  @Override
  public void close() throws IOException {
    try (control) {
      process.close();
    }
  }
}
