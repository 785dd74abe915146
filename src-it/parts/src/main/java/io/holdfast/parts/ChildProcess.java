// SPDX-License-Identifier: Apache-2.0
package io.holdfast.parts;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * One process of this JVM, with its log in a file. Its standard input is empty. It ends with this
 * JVM, however that ends.
 *
 * <p>Thread-safe: one thread may wait for a line while another kills the process.
 */
public final class ChildProcess implements AutoCloseable {
  private static final long POLL_MILLIS = 20;
  private static final int TAIL_LINES = 40;

  /** Nobody can refuse a SIGKILL, but the system may be busy. */
  private static final Duration KILL_BOUND = Duration.ofSeconds(30);

  /**
   * Holds the command back until its id is on the leash: if this JVM dies before it has said so,
   * the shell reads the end of its input and ends. {@code exec} keeps the id.
   */
  private static final String GATE = "read -r go && exec \"$@\"";

  private final String name;
  private final Process process;
  private final ProcessLog log;
  private final Duration patience;

  private ChildProcess(String name, Process process, ProcessLog log, Duration patience) {
    this.name = name;
    this.process = process;
    this.log = log;
    this.patience = patience;
  }

  /** Describes a process that runs {@code command}; {@code name} is what messages call it. */
  public static Builder named(String name, List<String> command) {
    return new Builder(name, command);
  }

  /** What messages call this process. */
  public String name() {
    return name;
  }

  /** The id the system knows it by. */
  public long pid() {
    return process.pid();
  }

  /** Whether it has not ended; a suspended process is alive. */
  public boolean isAlive() {
    return process.isAlive();
  }

  /** Its exit code, 128 + n if signal n ended it; empty while it is alive. */
  public OptionalInt exitCode() {
    return process.isAlive() ? OptionalInt.empty() : OptionalInt.of(process.exitValue());
  }

  /** All of its log so far. */
  public String log() {
    return log.text();
  }

  /** The last lines of its log, for messages. */
  public String logTail() {
    return log.tail(TAIL_LINES);
  }

  /**
   * Waits until its log has a line in which {@code regex} is found, searching from the beginning of
   * the log.
   *
   * @return that line
   * @throws PartException if the process has ended without such a line, or the time is over; the
   *     message says which and shows the end of the log
   */
  public String awaitLine(String regex, Duration atMost) throws InterruptedException {
    ProcessLog.Search search = log.search(Pattern.compile(regex));
    long start = System.nanoTime();
    while (true) {
      // In this order: what a process logged before it ended is found even if it ends meanwhile.
      boolean ended = !process.isAlive();
      Optional<String> line = search.next();
      if (line.isPresent()) {
        return line.get();
      }
      if (ended) {
        throw new PartException(
            "%s ended with exit code %d before it logged a line like '%s'%s"
                .formatted(name, process.exitValue(), regex, quotedTail()));
      }
      if (System.nanoTime() - start > atMost.toNanos()) {
        throw new PartException(
            "%s has not logged a line like '%s' within %d s%s"
                .formatted(name, regex, atMost.toSeconds(), quotedTail()));
      }
      process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  /**
   * Waits until it has ended.
   *
   * @return its exit code
   * @throws PartException if it is still alive after {@code atMost}; it stays so
   */
  public int awaitExit(Duration atMost) throws InterruptedException {
    if (!hasEndedWithin(atMost)) {
      throw new PartException(
          "%s has not ended within %d s%s".formatted(name, atMost.toSeconds(), quotedTail()));
    }
    return process.exitValue();
  }

  /** Waits until it has ended, but not longer than {@code atMost}; says whether it has. */
  public boolean hasEndedWithin(Duration atMost) throws InterruptedException {
    return process.waitFor(atMost.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** SIGTERM: asks it to end. Does not wait. */
  public void terminate() {
    process.destroy();
  }

  /** SIGKILL: what a crash looks like to everybody else. Returns when the process is gone. */
  public void kill() throws InterruptedException {
    process.destroyForcibly();
    awaitExit(KILL_BOUND);
  }

  /** SIGSTOP: alive and silent, as in a long garbage collection. */
  public void suspend() {
    Signals.send("STOP", pid(), toString());
  }

  /** SIGCONT: ends {@link #suspend()}. */
  public void resume() {
    Signals.send("CONT", pid(), toString());
  }

  /**
   * Ends the process: SIGTERM, then SIGKILL if it is still alive after the patience it was started
   * with. Returns when it is gone. Does nothing if it has ended. If the calling thread is
   * interrupted, the wait is cut short by SIGKILL and the thread stays interrupted.
   */
  @Override
  public void close() {
    if (!process.isAlive()) {
      return;
    }
    process.destroy();
    try {
      // A suspended process sees the SIGTERM only when it goes on.
      resume();
      if (hasEndedWithin(patience)) {
        return;
      }
    } catch (PartException alreadyGone) {
      // There was nobody left to resume.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    process.destroyForcibly();
    process
        .onExit()
        .orTimeout(KILL_BOUND.toNanos(), TimeUnit.NANOSECONDS)
        .exceptionally(stuck -> null)
        .join();
  }

  @Override
  public String toString() {
    return name + " (process " + pid() + ")";
  }

  private String quotedTail() {
    String tail = logTail();
    return tail.isEmpty()
        ? "; its log is empty"
        : "; its log " + log.file() + " ends with:\n" + tail.indent(2);
  }

  /** How to start a process. */
  public static final class Builder {
    private final String name;
    private final List<String> command;
    private final Map<String, String> environment = new LinkedHashMap<>();
    private Path directory;
    private Path log;
    private boolean outputInherited;
    private Duration patience = Duration.ofSeconds(10);

    private Builder(String name, List<String> command) {
      this.name = name;
      this.command = List.copyOf(command);
    }

    /** Sets a variable of its environment; the others are those of this JVM. */
    public Builder environment(String variable, String value) {
      environment.put(variable, value);
      return this;
    }

    /** Sets several variables of its environment. */
    public Builder environment(Map<String, String> variables) {
      environment.putAll(variables);
      return this;
    }

    /** Its working directory; that of this JVM by default. */
    public Builder directory(Path directory) {
      this.directory = directory;
      return this;
    }

    /** The file for its standard output and error, overwritten. Required. */
    public Builder log(Path file) {
      this.log = file;
      return this;
    }

    /**
     * Lets its standard output be that of this JVM; only its standard error goes to the log then.
     */
    public Builder inheritOutput() {
      outputInherited = true;
      return this;
    }

    /** How long {@link ChildProcess#close()} waits between SIGTERM and SIGKILL. */
    public Builder patience(Duration patience) {
      this.patience = patience;
      return this;
    }

    /**
     * Starts it. Does not wait until it is ready for anything; a command that does not exist shows
     * as a process that ends with 127 and says so in its log.
     *
     * @throws PartException if the system refuses
     */
    public ChildProcess start() {
      if (log == null) {
        throw new IllegalStateException("a process needs a log file");
      }
      List<String> gated = new ArrayList<>(List.of("sh", "-c", GATE, "sh"));
      gated.addAll(command);
      ProcessBuilder builder = new ProcessBuilder(gated);
      builder.environment().putAll(environment);
      if (directory != null) {
        builder.directory(directory.toFile());
      }
      if (outputInherited) {
        builder.redirectOutput(Redirect.INHERIT).redirectError(log.toFile());
      } else {
        builder.redirectErrorStream(true).redirectOutput(log.toFile());
      }
      try {
        Files.createDirectories(log.toAbsolutePath().getParent());
        Leash leash = Leash.ofThisJvm();
        Process process = builder.start();
        try {
          leash.hold(process.pid());
          openGate(process);
        } catch (IOException e) {
          process.destroyForcibly();
          throw e;
        }
        CompletableFuture<Void> unused =
            process.onExit().thenAccept(ended -> releaseQuietly(leash, ended.pid()));
        return new ChildProcess(name, process, new ProcessLog(log), patience);
      } catch (IOException e) {
        throw new PartException("cannot start " + name + ": " + e.getMessage(), e);
      }
    }

    private static void openGate(Process process) throws IOException {
      try (OutputStream gate = process.getOutputStream()) {
        gate.write('\n');
      }
    }

    private static void releaseQuietly(Leash leash, long pid) {
      try {
        leash.release(pid);
      } catch (IOException e) {
        // The sidecar is gone, and with it what held the process.
      }
    }
  }
}
