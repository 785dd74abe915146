// SPDX-License-Identifier: Apache-2.0
package io.holdfast.benchmarks;

import io.holdfast.benchmarks.sender.Sent;
import io.holdfast.parts.RsyslogServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** rsyslog's own server of RELP, which writes what it is sent to a file. */
final class ImrelpFile implements AutoCloseable {
  private static final int BUFFER_BYTES = 1 << 20;

  private final RsyslogServer server;
  private final Path file;
  private final int port;
  private long sent;
  private long readBytes;
  private long lines;

  private ImrelpFile(RsyslogServer server, Path file, int port) {
    this.server = server;
    this.file = file;
    this.port = port;
  }

  /** Starts one in that directory, which is its own; returns when it listens. */
  static ImrelpFile start(Path directory) throws Exception {
    int port = Ports.free();
    Path file = Files.createDirectories(directory).resolve("messages");
    Files.createFile(file);
    RsyslogServer server =
        RsyslogServer.start(
            directory,
            """
            module(load="imrelp")
            input(type="imrelp" address="127.0.0.1" port="%d" ruleset="write")
            ruleset(name="write") { action(type="omfile" file="%s") }
            """
                .formatted(port, file));
    try {
      Ports.await(port);
      return new ImrelpFile(server, file, port);
    } catch (Exception e) {
      server.close();
      throw e;
    }
  }

  /** A contender that sends to it; a round is over when the file has a line for each message. */
  Contender<Push.Task> contender(String label, Push push) {
    return Contender.of(
        label,
        task -> {
          Meter meter = Meter.of(ProcessHandle.of(server.process().pid()).orElseThrow());
          Sent result = push.send(task, port);
          sent += result.records();
          CountingJob.await("the last line", () -> lines() >= sent);
          if (lines != sent) {
            throw new IllegalStateException("%d lines of %d messages".formatted(lines, sent));
          }
          return Push.round(meter, result);
        });
  }

  private long lines() {
    try (InputStream in = Files.newInputStream(file)) {
      in.skipNBytes(readBytes);
      byte[] text = new byte[BUFFER_BYTES];
      for (int read = in.read(text); read > 0; read = in.read(text)) {
        readBytes += read;
        for (int i = 0; i < read; i++) {
          lines += text[i] == '\n' ? 1 : 0;
        }
      }
      return lines;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }

  @Override
  public void close() {
    server.close();
  }
}
