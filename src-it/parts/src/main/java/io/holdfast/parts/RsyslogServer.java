// SPDX-License-Identifier: Apache-2.0
package io.holdfast.parts;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A real rsyslog that takes messages over TCP and does with them what its rules say. It is no
 * service of the machine: its configuration, its process id, its queues on disk and its log are in
 * a directory of its own, and what is in its queues outlives the process.
 *
 * <p>Messages of up to 128 KiB pass through it with their control characters, but that it writes
 * NUL as {@code #000}. Thread-safe, but for {@link #restart}.
 */
public final class RsyslogServer implements AutoCloseable {
  private static final Duration START_BOUND = Duration.ofSeconds(30);
  private static final long POLL_MILLIS = 10;

  private static final String SETTINGS =
      """
      global(workDirectory="%s" maxMessageSize="128k" parser.escapeControlCharactersOnReceive="off")
      module(load="imtcp")
      input(type="imtcp" address="127.0.0.1" port="%d")
      """;

  private final RsyslogPrograms programs;
  private final Path directory;
  private final int port = FreePorts.choose(1).get(0);
  private int starts;
  private volatile ChildProcess process;

  private RsyslogServer(RsyslogPrograms programs, Path directory) {
    this.programs = programs;
    this.directory = directory;
  }

  /**
   * Says why none can be started on this machine, in a sentence; empty if one can. May download
   * rsyslog.
   */
  public static Optional<String> missing() throws InterruptedException {
    try {
      RsyslogPrograms unused = RsyslogPrograms.find();
      return Optional.empty();
    } catch (PartException e) {
      return Optional.of(e.getMessage());
    }
  }

  /**
   * Starts one; returns when it takes messages.
   *
   * @param directory its own; what was in it is kept
   * @param rules what it does with messages, in its own language
   * @throws PartException if it does not start, or there is none; the message says why
   */
  public static RsyslogServer start(Path directory, String rules) throws InterruptedException {
    RsyslogServer server = new RsyslogServer(RsyslogPrograms.find(), directory);
    try {
      Files.createDirectories(server.queues());
      Files.writeString(
          server.configuration(), SETTINGS.formatted(server.queues(), server.port) + rules);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the configuration into " + directory, e);
    }
    server.launch();
    return server;
  }

  /** The process that runs now, or ran last. */
  public ChildProcess process() {
    return process;
  }

  /**
   * Hands it messages, over one connection, each with its length before it; returns when all are
   * sent. rsyslog reads them to the end as long as it lives, and answers nothing.
   */
  public void send(Iterable<byte[]> messages) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        OutputStream out = new BufferedOutputStream(socket.getOutputStream())) {
      for (byte[] message : messages) {
        out.write((message.length + " ").getBytes(StandardCharsets.US_ASCII));
        out.write(message);
      }
    }
  }

  /** Whether a queue has a message with this text in a file, which survives a SIGKILL. */
  public boolean hasOnDisk(String text) throws IOException {
    String wanted = new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    try (Stream<Path> files = Files.list(queues())) {
      for (Path file : files.toList()) {
        if (read(file).contains(wanted)) {
          return true;
        }
      }
    }
    return false;
  }

  /** Latin-1 tells bytes that are not text apart; a queue deletes its files as it empties. */
  private static String read(Path file) throws IOException {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (NoSuchFileException e) {
      return "";
    }
  }

  /**
   * Starts it again on its queues after it has ended; returns when it takes messages.
   *
   * @throws IllegalStateException if it is alive
   */
  public void restart() throws InterruptedException {
    if (process.isAlive()) {
      throw new IllegalStateException("rsyslog is alive");
    }
    launch();
  }

  private void launch() throws InterruptedException {
    starts++;
    Path pid = directory.resolve("rsyslog.pid");
    List<String> command = new ArrayList<>(programs.rsyslogd());
    command.addAll(List.of("-n", "-f", "" + configuration(), "-i", "" + pid));
    try {
      Files.deleteIfExists(pid); // a killed one leaves it behind, and the next one obeys it
    } catch (IOException e) {
      throw new UncheckedIOException("cannot delete " + pid, e);
    }
    ChildProcess launched =
        ChildProcess.named("rsyslog", command)
            .directory(directory)
            .log(directory.resolve("rsyslog-" + starts + ".log"))
            .start();
    process = launched;
    try {
      awaitListening(launched);
    } catch (PartException | InterruptedException e) {
      launched.close();
      throw e;
    }
  }

  /** It logs nothing when it is ready. */
  private void awaitListening(ChildProcess launched) throws InterruptedException {
    long start = System.nanoTime();
    while (!isListening()) {
      if (launched.hasEndedWithin(Duration.ofMillis(POLL_MILLIS))
          || System.nanoTime() - start > START_BOUND.toNanos()) {
        throw new PartException(
            "rsyslog does not listen on port %d; its log ends with:%n%s"
                .formatted(port, launched.logTail().indent(2)));
      }
    }
  }

  private boolean isListening() {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  private Path queues() {
    return directory.resolve("queues");
  }

  private Path configuration() {
    return directory.resolve("rsyslog.conf");
  }

  /** Stops it with SIGTERM; what is in its queues on disk stays. */
  @Override
  public void close() {
    process.close();
  }
}
