// SPDX-License-Identifier: Apache-2.0
package io.holdfast.parts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildProcessTest {
  private static final Duration BOUND = Duration.ofSeconds(20);

  @TempDir Path directory;

  @Test
  void waits_for_the_ready_line_and_finds_it_again() throws Exception {
    try (ChildProcess child = shell("echo first; echo 'ready on 17'; exec tail -f /dev/null")) {
      assertThat(child.awaitLine("ready on \\d+", BOUND)).isEqualTo("ready on 17");
      assertThat(child.awaitLine("^first$", BOUND)).isEqualTo("first");
      assertThat(child.isAlive()).isTrue();
      assertThat(child.exitCode()).isEmpty();
    }
  }

  @Test
  void a_process_that_died_early_shows_its_exit_code_and_the_end_of_its_log() {
    try (ChildProcess child = shell("echo 'port 17 is taken' >&2; exit 3")) {
      assertThatThrownBy(() -> child.awaitLine("ready", BOUND))
          .isInstanceOf(PartException.class)
          .hasMessageContaining("the child ended with exit code 3")
          .hasMessageContaining("'ready'")
          .hasMessageContaining("port 17 is taken");
    }
  }

  @Test
  void a_process_that_is_not_ready_in_time_shows_the_end_of_its_log_and_stays_alive() {
    try (ChildProcess child = shell("echo still loading; exec tail -f /dev/null")) {
      await().until(() -> child.log().contains("still loading"));
      assertThatThrownBy(() -> child.awaitLine("ready", Duration.ofMillis(50)))
          .isInstanceOf(PartException.class)
          .hasMessageContaining("has not logged")
          .hasMessageContaining("still loading");
      assertThat(child.isAlive()).isTrue();
    }
  }

  @Test
  void a_line_that_is_not_complete_is_not_found_until_it_is() throws Exception {
    try (ChildProcess child =
        shell("printf rea; read -r never < " + fifo() + "; echo dy; exec tail -f /dev/null")) {
      await().until(() -> child.log().equals("rea"));
      assertThatThrownBy(() -> child.awaitLine("rea", Duration.ofMillis(50)))
          .isInstanceOf(PartException.class);
      Files.writeString(directory.resolve("fifo"), "go\n");
      assertThat(child.awaitLine("rea", BOUND)).isEqualTo("ready");
    }
  }

  @Test
  void a_command_that_does_not_exist_says_so() {
    try (ChildProcess child = start(List.of("no-such-command"))) {
      assertThatThrownBy(() -> child.awaitLine("ready", BOUND))
          .hasMessageContaining("exit code 127")
          .hasMessageContaining("no-such-command");
    }
  }

  @Test
  void arguments_arrive_unchanged_and_standard_input_is_empty() throws Exception {
    try (ChildProcess child =
        start(List.of("sh", "-c", "printf '<%s>\\n' \"$@\"; cat", "sh", "a b", "", "c'd\"$e"))) {
      assertThat(child.awaitExit(BOUND)).isZero();
      assertThat(child.log()).isEqualTo("<a b>\n<>\n<c'd\"$e>\n");
    }
  }

  @Test
  void close_asks_first_and_returns_when_the_process_is_gone() throws Exception {
    ChildProcess child =
        shell(
            "trap 'echo asked; exit 7' TERM; echo ready; while :; do read -r line < "
                + fifo()
                + "; done");
    child.awaitLine("ready", BOUND);
    child.close();
    assertThat(child.isAlive()).isFalse();
    assertThat(child.exitCode()).hasValue(7);
    assertThat(child.log()).contains("asked");
    child.close();
  }

  @Test
  void close_kills_a_process_that_does_not_listen() throws Exception {
    ChildProcess child =
        ChildProcess.named(
                "the deaf child",
                List.of("sh", "-c", "trap '' TERM; echo ready; exec tail -f /dev/null"))
            .log(directory.resolve("deaf.log"))
            .patience(Duration.ofMillis(100))
            .start();
    child.awaitLine("ready", BOUND);
    child.close();
    assertThat(child.exitCode()).hasValue(128 + 9);
  }

  @Test
  void close_ends_a_suspended_process() throws Exception {
    ChildProcess child = shell("echo ready; exec tail -f /dev/null");
    child.awaitLine("ready", BOUND);
    child.suspend();
    child.close();
    assertThat(child.exitCode()).hasValue(128 + 15);
  }

  @Test
  void an_interrupted_close_kills_and_stays_interrupted() throws Exception {
    ChildProcess child = shell("trap '' TERM; echo ready; exec tail -f /dev/null");
    child.awaitLine("ready", BOUND);
    Thread.currentThread().interrupt();
    child.close();
    assertThat(Thread.interrupted()).isTrue();
    assertThat(child.exitCode()).hasValue(128 + 9);
  }

  @Test
  void kill_is_a_sigkill_and_terminate_a_sigterm() throws Exception {
    ChildProcess killed = shell("echo ready; exec tail -f /dev/null");
    killed.awaitLine("ready", BOUND);
    killed.kill();
    assertThat(killed.exitCode()).hasValue(128 + 9);

    ChildProcess terminated = shell("echo ready; exec tail -f /dev/null");
    terminated.awaitLine("ready", BOUND);
    terminated.terminate();
    assertThat(terminated.awaitExit(BOUND)).isEqualTo(128 + 15);
  }

  @Test
  void a_suspended_process_is_alive_and_does_nothing_until_it_is_resumed() throws Exception {
    String fifo = fifo();
    try (ChildProcess child =
        shell("echo ready; read -r line < " + fifo + "; echo \"heard $line\"")) {
      child.awaitLine("ready", BOUND);
      child.suspend();
      assertThat(child.isAlive()).isTrue();
      // Opening a fifo to write waits for the reader, who is suspended; opened for both it does
      // not.
      try (RandomAccessFile both = new RandomAccessFile(fifo, "rw")) {
        both.writeBytes("hello\n");
        assertThatThrownBy(() -> child.awaitLine("heard", Duration.ofMillis(200)))
            .isInstanceOf(PartException.class);
        child.resume();
        assertThat(child.awaitLine("heard", BOUND)).isEqualTo("heard hello");
      }
    }
  }

  @Test
  void the_tail_of_a_long_log_is_its_end() throws Exception {
    try (ChildProcess child =
        shell("i=0; while [ $i -lt 20000 ]; do echo line $i; i=$((i+1)); done")) {
      child.awaitExit(BOUND);
      assertThat(child.logTail().lines())
          .hasSize(40)
          .endsWith("line 19999")
          .startsWith("line 19960");
    }
  }

  private ChildProcess shell(String script) {
    return start(List.of("sh", "-c", script));
  }

  private ChildProcess start(List<String> command) {
    return ChildProcess.named("the child", command).log(directory.resolve("child.log")).start();
  }

  private String fifo() throws Exception {
    Path fifo = directory.resolve("fifo");
    assertThat(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor()).isZero();
    return fifo.toString();
  }
}
