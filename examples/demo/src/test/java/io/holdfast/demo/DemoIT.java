// SPDX-License-Identifier: Apache-2.0
package io.holdfast.demo;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.parts.ChildProcess;
import io.holdfast.parts.JavaCommand;
import io.holdfast.parts.RsyslogServer;
import io.holdfast.parts.SourceTree;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The demo as its own process, with a real broker and the shipped job. */
@Execution(ExecutionMode.CONCURRENT)
class DemoIT {
  private static final Duration BOUND = Duration.ofMinutes(3);
  private static final String SUBMITTED = "submitting \\S+KafkaWordCount";

  @TempDir Path directory;

  @Test
  void the_twelve_words_are_counted_and_nothing_is_left() throws Exception {
    Path totals = directory.resolve("totals.tsv");
    try (ChildProcess demo = demo("--batch", "1", "--totals", totals.toString())) {
      assertThat(demo.awaitExit(BOUND)).as(demo.log()).isZero();
      assertThat(demo.log())
          .contains("(hello,6)", "(gb,6)", "Totals: 12 words in 12 lines", "gb\t6", "hello\t6");
    }
    assertThat(totals).hasContent("gb\t6\nhello\t6");
    assertThatNothingIsLeft();
  }

  @ParameterizedTest
  @ValueSource(strings = {"flume-push", "flume-pull"})
  void the_same_words_come_through_a_flume_agent(String source) throws Exception {
    try (ChildProcess demo = demoOf(source, "--batch", "1")) {
      assertThat(demo.awaitExit(BOUND)).as(demo.log()).isZero();
      assertThat(demo.log()).contains("Totals: 12 words in 12 lines", "gb\t6", "hello\t6");
    }
    assertThatNothingIsLeft();
  }

  @Test
  void the_same_words_come_from_an_rsyslog_if_there_is_one() throws Exception {
    String sender =
        RsyslogServer.missing()
            .map(why -> "sending with the Java client rlp_01: " + why)
            .orElse("starting rsyslog");
    try (ChildProcess demo = demoOf("relp", "--batch", "1")) {
      assertThat(demo.awaitExit(BOUND)).as(demo.log()).isZero();
      assertThat(demo.log()).contains(sender, "Totals: 12 words in 12 lines", "gb\t6", "hello\t6");
    }
    assertThatNothingIsLeft();
  }

  /** Where there is no rsyslog the test above has it, too. */
  @Tag("long")
  @Test
  void the_same_words_come_from_a_java_client_of_relp() throws Exception {
    try (ChildProcess demo = demoOf("relp", "--rlp-01", "--batch", "1")) {
      assertThat(demo.awaitExit(BOUND)).as(demo.log()).isZero();
      assertThat(demo.log()).contains("Totals: 12 words in 12 lines", "gb\t6", "hello\t6");
    }
    assertThatNothingIsLeft();
  }

  @Test
  void the_same_words_come_as_lines() throws Exception {
    try (ChildProcess demo = demoOf("lines", "--batch", "1")) {
      assertThat(demo.awaitExit(BOUND)).as(demo.log()).isZero();
      assertThat(demo.log()).contains("Totals: 12 words in 12 lines", "gb\t6", "hello\t6");
    }
    assertThatNothingIsLeft();
  }

  /** {@link #lines_that_are_not_valid_utf8_are_named_and_the_rest_is_counted} has them in Kafka. */
  @Tag("long")
  @Test
  void lines_that_are_not_valid_utf8_are_named_though_sent_as_lines() throws Exception {
    Path input =
        Files.write(directory.resolve("input"), "a b\n\n\u00ff\nlast".getBytes(ISO_8859_1));
    try (ChildProcess demo = demoOf("lines", "--batch", "1", "--input", input.toString())) {
      assertThat(demo.awaitExit(BOUND)).as(demo.log()).isEqualTo(3);
      assertThat(demo.log()).contains("Totals: 3 words in 4 lines", "line 3");
    }
    assertThatNothingIsLeft();
  }

  @Test
  void lines_that_are_not_valid_utf8_are_named_and_the_rest_is_counted() throws Exception {
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    lines.writeBytes("b a\n\n".getBytes(UTF_8));
    lines.write(0xff);
    lines.writeBytes(("\nc\u00a0a\r\n" + "w ".repeat(600_000) + "\nlast").getBytes(UTF_8));
    Path input = Files.write(directory.resolve("input"), lines.toByteArray());
    Path totals = directory.resolve("totals.tsv");
    try (ChildProcess demo =
        demo("--batch", "1", "--input", input.toString(), "--totals", totals.toString())) {
      assertThat(demo.awaitExit(BOUND)).as(demo.log()).isEqualTo(3);
      assertThat(demo.log()).contains("1 lines are not valid UTF-8", "line 3, wordcounttopic-0@2");
    }
    assertThat(totals).hasContent("a\t2\nb\t1\nc\t1\nlast\t1\nw\t600000");
    assertThatNothingIsLeft();
  }

  @Test
  void a_broker_that_dies_ends_the_demo_with_a_sentence() throws Exception {
    try (ChildProcess demo = demo("--batch", "60")) {
      demo.awaitLine(SUBMITTED, BOUND);
      childOf(demo, "kafka.Kafka").destroyForcibly();
      assertThat(demo.awaitExit(BOUND)).isEqualTo(1);
      assertThat(demo.log())
          .contains("the Kafka broker ended with exit code 137 before everything was counted");
    }
    assertThatNothingIsLeft();
  }

  @Test
  void a_signal_ends_all_it_started() throws Exception {
    try (ChildProcess demo = demo("--batch", "60")) {
      List<ProcessHandle> children = awaitChildren(demo);
      demo.terminate();
      assertThat(demo.awaitExit(BOUND)).isEqualTo(128 + 15);
      await()
          .atMost(Duration.ofSeconds(5))
          .until(() -> children.stream().noneMatch(ProcessHandle::isAlive));
    }
    assertThatNothingIsLeft();
  }

  @Test
  void a_kill_ends_all_it_started() throws Exception {
    try (ChildProcess demo = demo("--batch", "60")) {
      List<ProcessHandle> children = awaitChildren(demo);
      demo.kill();
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> children.stream().noneMatch(ProcessHandle::isAlive));
    }
  }

  /** The leash, the broker and the job, once all of them are there. */
  private static List<ProcessHandle> awaitChildren(ChildProcess demo) throws Exception {
    demo.awaitLine(SUBMITTED, BOUND);
    ProcessHandle handle = ProcessHandle.of(demo.pid()).orElseThrow();
    return await().until(() -> handle.descendants().toList(), children -> children.size() > 2);
  }

  private ChildProcess demo(String... options) {
    return demoOf("kafka", options);
  }

  private ChildProcess demoOf(String source, String... options) {
    List<String> command =
        JavaCommand.small(Demo.class.getName())
            .classPath(System.getProperty("java.class.path"))
            .heap("384m")
            .options(
                List.of("-Dholdfast.root=" + SourceTree.root(), "-Djava.io.tmpdir=" + temporary()))
            .arguments(source)
            .arguments(options)
            .toList();
    return ChildProcess.named("the demo", command)
        .log(directory.resolve("demo.log"))
        .patience(Duration.ofMinutes(1))
        .start();
  }

  private Path temporary() {
    try {
      return Files.createDirectories(directory.resolve("temporary"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void assertThatNothingIsLeft() throws IOException {
    try (Stream<Path> left = Files.list(temporary())) {
      assertThat(left.filter(each -> each.getFileName().toString().startsWith("holdfast-demo-")))
          .isEmpty();
    }
  }

  private static ProcessHandle childOf(ChildProcess parent, String word) {
    return ProcessHandle.of(parent.pid())
        .orElseThrow()
        .descendants()
        .filter(each -> each.info().commandLine().orElse("").contains(word))
        .findFirst()
        .orElseThrow();
  }
}
