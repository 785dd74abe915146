// SPDX-License-Identifier: Apache-2.0
package io.holdfast.parts;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(240)
class RsyslogServerIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String RAW =
      "template(name=\"raw\" type=\"string\" string=\"%rawmsg%\\n\")\n";

  @TempDir Path directory;

  @BeforeAll
  static void requireRsyslog() throws InterruptedException {
    Optional<String> missing = RsyslogServer.missing();
    missing.ifPresent(why -> System.out.println("RsyslogServerIT is skipped: " + why));
    assumeTrue(missing.isEmpty(), () -> missing.orElse(""));
  }

  private static List<byte[]> messages(int from, int until) {
    List<byte[]> messages = new ArrayList<>();
    for (int i = from; i < until; i++) {
      messages.add("caf\u00e9 %d".formatted(i).getBytes(UTF_8));
    }
    return messages;
  }

  @Test
  void what_it_is_sent_arrives_byte_for_byte() throws Exception {
    Path written = directory.resolve("written");
    String rules =
        RAW + "action(type=\"omfile\" file=\"%s\" template=\"raw\")\n".formatted(written);
    String large = "x".repeat(100_000);
    try (RsyslogServer server = RsyslogServer.start(directory, rules)) {
      server.send(List.of("two\nlines\t\u0007".getBytes(UTF_8), large.getBytes(UTF_8)));
      String expected = "two\nlines\t\u0007\n" + large + "\n";
      await().atMost(PATIENCE).until(() -> read(written).equals(expected));
    }
  }

  @Test
  void what_is_in_its_queue_on_disk_outlives_a_kill() throws Exception {
    int nobody = FreePorts.choose(1).get(0);
    Path other = directory.resolve("other");
    String rules =
        RAW
            + """
            module(load="omrelp")
            action(type="omrelp" target="127.0.0.1" port="%d" template="raw"
              action.resumeRetryCount="-1" action.resumeInterval="1"
              queue.type="Disk" queue.filename="q" queue.checkpointInterval="1")
            """
                .formatted(nobody);
    try (RsyslogServer server = RsyslogServer.start(directory, rules)) {
      server.send(messages(0, 100));
      await().atMost(PATIENCE).until(() -> server.hasOnDisk("caf\u00e9 99"));
      server.process().kill();
      assertThat(server.process().exitCode()).hasValue(128 + 9);

      Path written = directory.resolve("written");
      String imrelp =
          RAW
              + """
              module(load="imrelp")
              input(type="imrelp" address="127.0.0.1" port="%d" ruleset="write")
              ruleset(name="write") { action(type="omfile" file="%s" template="raw") }
              """
                  .formatted(nobody, written);
      try (RsyslogServer receiver = RsyslogServer.start(other, imrelp)) {
        server.restart();
        await().atMost(PATIENCE).until(() -> read(written).lines().distinct().count() == 100);
        assertThat(receiver.process().isAlive()).isTrue();
      }
      assertThatThrownBy(server::restart).isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void rules_that_it_does_not_understand_are_shown() {
    assertThatThrownBy(() -> RsyslogServer.start(directory, "module(load=\"omnothing\")\n"))
        .isInstanceOf(PartException.class)
        .hasMessageContaining("omnothing");
  }

  private static String read(Path file) throws IOException {
    return Files.exists(file) ? Files.readString(file) : "";
  }
}
