// SPDX-License-Identifier: Apache-2.0
package io.holdfast.parts;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A command that runs a main class on the same Java as this JVM. Not thread-safe. */
public final class JavaCommand {
  /**
   * For JVMs that live for seconds and share the machine: half the processor time to start, fewer
   * threads.
   */
  public static final List<String> SMALL_JVM =
      List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

  private final String mainClass;
  private final List<String> classPath = new ArrayList<>();
  private final List<String> options = new ArrayList<>();
  private final List<String> arguments = new ArrayList<>();

  private JavaCommand(String mainClass) {
    this.mainClass = mainClass;
  }

  /** A command for {@code mainClass} with {@link #SMALL_JVM}. */
  public static JavaCommand small(String mainClass) {
    return new JavaCommand(mainClass).options(SMALL_JVM);
  }

  /** A command for {@code mainClass} with the JVM's own defaults, for what is to be fast. */
  public static JavaCommand of(String mainClass) {
    return new JavaCommand(mainClass);
  }

  /** The home of this JVM, for processes that look for a Java themselves. */
  public static Path javaHome() {
    return Path.of(System.getProperty("java.home"));
  }

  /** Adds an entry of the class path. */
  public JavaCommand classPath(String entry) {
    classPath.add(entry);
    return this;
  }

  /** The largest heap, in Java's notation: {@code 512m}. */
  public JavaCommand heap(String largest) {
    return options(List.of("-Xmx" + largest));
  }

  /** Adds options of the JVM. */
  public JavaCommand options(List<String> more) {
    options.addAll(more);
    return this;
  }

  /** Adds arguments of the main class. */
  public JavaCommand arguments(String... more) {
    arguments.addAll(List.of(more));
    return this;
  }

  /** The command, program first. */
  public List<String> toList() {
    List<String> command = new ArrayList<>();
    command.add(javaHome().resolve("bin").resolve("java").toString());
    command.addAll(options);
    command.add("-cp");
    command.add(String.join(File.pathSeparator, classPath));
    command.add(mainClass);
    command.addAll(arguments);
    return command;
  }
}
