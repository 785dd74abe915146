// SPDX-License-Identifier: Apache-2.0
package io.holdfast.parts;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A process that a child of this JVM has started, known by its command. Thread-safe. */
final class Descendant {
  private static final Duration KILL_BOUND = Duration.ofSeconds(30);

  private final ProcessHandle process;
  private final List<String> command;

  private Descendant(ProcessHandle process) {
    this.process = process;
    command = commandOf(process);
  }

  /** All that live now. */
  static Stream<Descendant> of(ChildProcess ancestor) {
    return ProcessHandle.of(ancestor.pid())
        .map(ProcessHandle::descendants)
        .orElseGet(Stream::empty)
        .map(Descendant::new);
  }

  /** Those that run this main class now. */
  static Stream<Descendant> running(String mainClass, ChildProcess ancestor) {
    return of(ancestor).filter(each -> each.command.contains(mainClass));
  }

  long pid() {
    return process.pid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** The word of its command after this one. */
  String argument(String name) {
    return command.get(command.indexOf(name) + 1);
  }

  /** What its command sets a system property to. */
  Optional<String> property(String name) {
    String prefix = "-D" + name + "=";
    return command.stream()
        .filter(word -> word.startsWith(prefix))
        .map(word -> word.substring(prefix.length()))
        .findFirst();
  }

  /** Its working directory. */
  Path directory() {
    try {
      return Path.of("/proc", Long.toString(pid()), "cwd").toRealPath();
    } catch (IOException e) {
      throw new PartException("process %d has ended".formatted(pid()), e);
    }
  }

  /** SIGTERM. Does not wait. */
  void terminate() {
    process.destroy();
  }

  /** SIGKILL. Returns when the process is gone. */
  void kill() {
    process.destroyForcibly();
    process.onExit().orTimeout(KILL_BOUND.toSeconds(), TimeUnit.SECONDS).join();
  }

  /** All of it: what Java says of another process's command ends after a page. */
  private static List<String> commandOf(ProcessHandle process) {
    Path command = Path.of("/proc", Long.toString(process.pid()), "cmdline");
    try {
      String words = new String(Files.readAllBytes(command), StandardCharsets.UTF_8);
      return Arrays.asList(words.split("\0", -1));
    } catch (IOException e) {
      return List.of(); // it has ended
    }
  }
}
