// SPDX-License-Identifier: Apache-2.0
package io.holdfast.demo;

import java.io.ByteArrayInputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that the demos of all sources share. */
final class DemoOptions {
  private static final String STANDARD_INPUT = "-";
  private static final String DEFAULT_LINES = "hello\n".repeat(6) + "gb\n".repeat(6);
  private static final int LONGEST_BATCH_SECONDS = 3600;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--input",
      paramLabel = "FILE",
      description =
          "UTF-8 text to count the words of, - for standard input; by default hello and gb, six times each.")
  private String input;

  @Option(
      names = "--totals",
      paramLabel = "FILE",
      description =
          "Where to write all counts, as word<TAB>count, sorted by the words' UTF-8 bytes.")
  private Path totals;

  @Option(
      names = "--batch",
      paramLabel = "SECONDS",
      defaultValue = "10",
      description = "How often Spark counts what has arrived; default ${DEFAULT-VALUE}.")
  private int batchSeconds;

  @SuppressWarnings("UnusedVariable") // picocli looks at the option, nobody at the field
  @Option(names = "--help", usageHelp = true, description = "Shows this help.")
  private boolean help;

  int batchSeconds() {
    return batchSeconds;
  }

  Optional<Path> totals() {
    return Optional.ofNullable(totals);
  }

  /** Refuses what could not work, before anything is started. */
  void check() {
    if (batchSeconds < 1 || batchSeconds > LONGEST_BATCH_SECONDS) {
      throw refused(
          "--batch must be between 1 and %d seconds, not %d"
              .formatted(LONGEST_BATCH_SECONDS, batchSeconds));
    }
    if (input != null && !input.equals(STANDARD_INPUT)) {
      checkInput(Path.of(input));
    }
    if (totals != null) {
      checkTotals();
    }
  }

  /** Opens the input, anew with each call but for standard input. */
  InputStream openInput() throws IOException {
    if (input == null) {
      return new ByteArrayInputStream(DEFAULT_LINES.getBytes(StandardCharsets.UTF_8));
    }
    if (input.equals(STANDARD_INPUT)) {
      return new FileInputStream(FileDescriptor.in);
    }
    return Files.newInputStream(Path.of(input));
  }

  private void checkInput(Path file) {
    if (!Files.exists(file)) {
      throw refused("--input %s does not exist".formatted(file));
    }
    if (Files.isDirectory(file)) {
      throw refused("--input %s is a directory; name a file".formatted(file));
    }
    if (!Files.isReadable(file)) {
      throw refused("--input %s cannot be read; check its permissions".formatted(file));
    }
  }

  private void checkTotals() {
    if (Files.isDirectory(totals)) {
      throw refused("--totals %s is a directory; name a file".formatted(totals));
    }
    Path directory = totals.toAbsolutePath().getParent();
    if (!Files.isDirectory(directory)) {
      throw refused(
          "--totals %s: there is no directory %s; create it".formatted(totals, directory));
    }
    if (Files.exists(totals) ? !Files.isWritable(totals) : !canCreateIn(directory)) {
      throw refused("--totals %s cannot be written; check its permissions".formatted(totals));
    }
    if (isInput(totals)) {
      throw refused("--totals %s is the input as well; name another file".formatted(totals));
    }
  }

  private boolean isInput(Path file) {
    try {
      return input != null
          && Files.isRegularFile(file)
          && Files.exists(Path.of(input))
          && Files.isSameFile(file, Path.of(input));
    } catch (IOException e) {
      return false;
    }
  }

  /** Tries it: permissions alone say nothing about a file system that is mounted read-only. */
  private static boolean canCreateIn(Path directory) {
    try {
      Files.delete(Files.createTempFile(directory, ".holdfast-demo-", ".tmp"));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private ParameterException refused(String sentence) {
    return new ParameterException(spec.commandLine(), sentence);
  }
}
