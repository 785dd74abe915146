// SPDX-License-Identifier: Apache-2.0
package io.holdfast.parts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeashIT {
  private static final Duration BOUND = Duration.ofSeconds(30);

  @TempDir Path directory;

  @Test
  void children_end_with_a_jvm_that_is_killed() throws Exception {
    try (ChildProcess parent = parent()) {
      ProcessHandle child = childOf(parent);
      parent.kill();
      await().atMost(Duration.ofSeconds(5)).until(() -> !child.isAlive());
    }
  }

  @Test
  void children_end_with_a_jvm_that_ends_without_closing_them() throws Exception {
    try (ChildProcess parent = parent()) {
      ProcessHandle child = childOf(parent);
      parent.terminate();
      parent.awaitExit(BOUND);
      await().atMost(Duration.ofSeconds(5)).until(() -> !child.isAlive());
    }
  }

  @Test
  void an_interrupt_from_the_terminal_does_not_end_the_sidecar_before_the_jvm() throws Exception {
    try (ChildProcess parent = parent()) {
      ProcessHandle child = childOf(parent);
      for (ProcessHandle sidecar : sidecarsOf(parent, child)) {
        for (String signal : List.of("INT", "TERM", "HUP")) {
          assertThat(
                  new ProcessBuilder("sh", "-c", "kill -" + signal + " " + sidecar.pid())
                      .start()
                      .waitFor())
              .isZero();
        }
      }
      parent.kill();
      await().atMost(Duration.ofSeconds(5)).until(() -> !child.isAlive());
    }
  }

  private ChildProcess parent() {
    List<String> command =
        JavaCommand.small(Parent.class.getName())
            .classPath(System.getProperty("java.class.path"))
            .heap("64m")
            .arguments(directory.resolve("child.log").toString())
            .toList();
    return ChildProcess.named("the parent", command).log(directory.resolve("parent.log")).start();
  }

  private static ProcessHandle childOf(ChildProcess parent) throws InterruptedException {
    String line = parent.awaitLine("^child \\d+$", BOUND);
    ProcessHandle child =
        ProcessHandle.of(Long.parseLong(line.substring("child ".length()))).orElseThrow();
    assertThat(child.isAlive()).isTrue();
    return child;
  }

  private static List<ProcessHandle> sidecarsOf(ChildProcess parent, ProcessHandle child) {
    List<ProcessHandle> sidecars =
        ProcessHandle.of(parent.pid())
            .orElseThrow()
            .children()
            .filter(each -> !each.equals(child))
            .toList();
    assertThat(sidecars).hasSize(1);
    return sidecars;
  }

  /** A JVM that starts a child which ignores SIGTERM, closes nothing, and waits. */
  static final class Parent {
    private Parent() {}

    public static void main(String[] arguments) throws Exception {
      ChildProcess child =
          ChildProcess.named(
                  "the child",
                  List.of("sh", "-c", "trap '' TERM; echo ready; exec tail -f /dev/null"))
              .log(Path.of(arguments[0]))
              .start();
      child.awaitLine("ready", BOUND);
      System.out.println("child " + child.pid());
      Thread.currentThread().join();
    }
  }
}
