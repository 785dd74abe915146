// SPDX-License-Identifier: Apache-2.0
package io.holdfast.parts;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FreePortsTest {
  private static final Duration BOUND = Duration.ofSeconds(30);

  /** Of 12,768: so many that two choices that do not know of each other have some in common. */
  private static final int MANY = 400;

  @Test
  void chosen_ports_differ_and_can_be_bound() throws Exception {
    assertThat(FreePorts.choose(20)).hasSize(20).doesNotHaveDuplicates();
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), FreePorts.choose(1).get(0)));
      assertThat(socket.isBound()).isTrue();
    }
  }

  @Test
  void no_port_is_chosen_again() {
    List<Integer> ports = new ArrayList<>();
    for (int call = 0; call < MANY; call++) {
      ports.addAll(FreePorts.choose(1));
    }
    assertThat(ports).doesNotHaveDuplicates();
  }

  @Test
  void no_port_of_a_range_is_chosen_again() {
    List<Integer> ports = new ArrayList<>();
    for (int call = 0; call < MANY; call++) {
      int first = FreePorts.chooseRange(3);
      ports.addAll(List.of(first, first + 1, first + 2));
    }
    assertThat(ports).doesNotHaveDuplicates();
  }

  @Test
  void no_port_is_chosen_that_another_living_process_chose(@TempDir Path directory)
      throws Exception {
    List<String> command =
        JavaCommand.small(Another.class.getName())
            .classPath(System.getProperty("java.class.path"))
            .heap("64m")
            .toList();
    try (ChildProcess another =
        ChildProcess.named("another process", command).log(directory.resolve("log")).start()) {
      List<Integer> theirs =
          Arrays.stream(another.awaitLine("^\\d+( \\d+)+$", BOUND).split(" "))
              .map(Integer::valueOf)
              .toList();
      assertThat(theirs).hasSize(MANY).doesNotContainAnyElementsOf(FreePorts.choose(MANY));
    }
  }

  /** Chooses, says what, and lives on until it is ended. */
  static final class Another {
    private Another() {}

    public static void main(String[] none) throws InterruptedException {
      System.out.println(
          FreePorts.choose(MANY).stream().map(String::valueOf).collect(Collectors.joining(" ")));
      Thread.currentThread().join();
    }
  }
}
