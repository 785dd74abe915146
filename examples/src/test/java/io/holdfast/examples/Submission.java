// SPDX-License-Identifier: Apache-2.0
package io.holdfast.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.parts.ChildProcess;
import io.holdfast.parts.SparkSubmit;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A job as somebody submits it, and the lines that it is to print of what is wrong with it. In all
 * of them FOLDER stands for the folder of the test, JARS for that of the jars that it brings, and
 * MASTER for the address of a cluster.
 */
final class Submission {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String JOB = FileTailWordCount.class.getSimpleName();

  private final String about;
  private final Map<String, String> configuration = new LinkedHashMap<>();
  private final List<String> driverOptions =
      new ArrayList<>(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
  private final List<String> arguments = new ArrayList<>(List.of("FOLDER/lines"));
  private final List<String> findings = new ArrayList<>();
  private String master = "local[2]";

  private Submission(String about) {
    this.about = about;
  }

  static Submission of(String about) {
    return new Submission(about);
  }

  Submission master(String url) {
    master = url;
    return this;
  }

  Submission set(String key, String value) {
    configuration.put(key, value);
    return this;
  }

  Submission driverOption(String option) {
    driverOptions.add(option);
    return this;
  }

  Submission argument(String argument) {
    arguments.add(argument);
    return this;
  }

  /** It has nothing to do with what is tested, and would only say more. */
  Submission withoutCommonWarnings() {
    return set("spark.serializer", "org.apache.spark.serializer.KryoSerializer")
        .set("spark.streaming.receiver.maxRate", "1000");
  }

  /** The next line of its report. */
  Submission finds(String severity, String rule, String sentence) {
    findings.add("%-7s %s: %s".formatted(severity, rule, sentence));
    return this;
  }

  /** The ids of the rules that it violates. */
  Stream<String> rules() {
    return findings.stream().map(line -> line.substring(8, line.indexOf(':')));
  }

  private int exitCode() {
    return findings.stream().anyMatch(line -> line.startsWith("ERROR")) ? 2 : 0;
  }

  /** Asks only what is wrong, and compares all of the answer; returns the rest of it. */
  String check(Path folder, String cluster) throws Exception {
    try (ChildProcess job = start(folder, cluster, "--check")) {
      assertThat(job.awaitExit(PATIENCE)).as(job.logTail()).isEqualTo(exitCode());
      String log = job.log().replace(folder.toString(), "FOLDER").replace(cluster, "MASTER");
      assertThat(log.lines().filter(line -> line.matches("(ERROR  |WARNING) .*")))
          .isEqualTo(findings);
      return log;
    }
  }

  /** Wants to run, and is refused with the same sentences on standard error. */
  void isRefused(Path folder, String cluster) throws Exception {
    try (ChildProcess job = start(folder, cluster)) {
      assertThat(job.awaitExit(PATIENCE)).as(job.logTail()).isEqualTo(2);
      String log = job.log().replace(folder.toString(), "FOLDER").replace(cluster, "MASTER");
      assertThat(log.lines().filter(line -> line.startsWith(JOB + ": ")))
          .isEqualTo(
              findings.stream()
                  .filter(line -> line.startsWith("ERROR"))
                  .map(line -> JOB + ": " + line.substring(8))
                  .toList());
      assertThat(log).doesNotContain("\tat ");
    }
  }

  /** Runs to its end; returns what it said. */
  String run(Path folder, String cluster) throws Exception {
    try (ChildProcess job = start(folder, cluster)) {
      assertThat(job.awaitExit(PATIENCE)).as(job.logTail()).isZero();
      return job.log();
    }
  }

  private ChildProcess start(Path folder, String cluster, String... more) throws Exception {
    Files.writeString(folder.resolve("lines"), "hello\n");
    SparkSubmit submit =
        SparkSubmit.of(
                Path.of(System.getProperty("holdfast.shipped.jar")),
                FileTailWordCount.class.getName())
            .master(master.replace("MASTER", cluster))
            .driverOptions(driverOptions);
    configuration.forEach((key, value) -> submit.configuration(key, filled(value, folder)));
    arguments.forEach(argument -> submit.arguments(filled(argument, folder)));
    return submit.arguments(more).start(folder.resolve("job"));
  }

  private static String filled(String text, Path folder) {
    return text.replace("FOLDER", folder.toString())
        .replace("JARS", System.getProperty("holdfast.kafka.clash"));
  }

  @Override
  public String toString() {
    return about;
  }
}
