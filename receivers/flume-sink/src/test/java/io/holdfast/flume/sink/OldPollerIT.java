// SPDX-License-Identifier: Apache-2.0
package io.holdfast.flume.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.parts.ChildProcess;
import io.holdfast.parts.Distribution;
import io.holdfast.parts.FlumeAgent;
import io.holdfast.parts.FreePorts;
import io.holdfast.parts.JavaCommand;
import io.holdfast.parts.TemporaryDirectory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The client classes of Spark 2.4 against our sink: with the Avro and the Netty that Spark had, and
 * with newer ones; in agents of both releases, whose Avro and Netty do not matter.
 */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class OldPollerIT {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final int COUNT = 200;

  private final Ledger ledger = new Ledger();

  @ParameterizedTest
  @CsvSource({
    "FLUME, avro-1.8, org.apache.avro.ipc.NettyTransceiver",
    "FLUME_1_9, avro-1.11, org.apache.avro.ipc.netty.NettyTransceiver"
  })
  void aPollerOfSparkTakesEveryEvent(Distribution flume, String avro, String transceiver)
      throws Exception {
    int port = FreePorts.choose(1).get(0);
    try (TemporaryDirectory directory = TemporaryDirectory.create("old-poller");
        FlumeAgent agent =
            Agents.polledAt(port, flume, directory.path().resolve("agent"))
                .setting("agent.sinks.spark.timeout", "1")
                .start()) {
      agent.process().awaitLine("spark listens on", SOON);
      Agents.feed(agent, 0, COUNT, ledger);
      Path late = directory.path().resolve("late");
      try (ChildProcess poller =
          ChildProcess.named(
                  "old poller",
                  JavaCommand.small(OldPoller.class.getName())
                      .classPath(pollers().resolve(avro).resolve("*").toString())
                      .classPath(testClasses().toString())
                      .heap("128m")
                      .arguments(transceiver, Integer.toString(port))
                      .arguments(late.toString(), Integer.toString(COUNT))
                      .toList())
              .log(directory.path().resolve("poller.log"))
              .start()) {
        poller.awaitLine("^NACKED 50$", SOON);
        poller.awaitLine("^HOLDING 50$", SOON);
        agent.process().awaitLine("has not acknowledged it in time", SOON);
        Files.createFile(late);
        poller.awaitLine("^TOO LATE .*not open", SOON);
        poller.awaitLine("^DONE$", SOON);
        poller.awaitExit(SOON);
        ledger.received(lines(poller, "RECEIVED "));
        ledger.stored(lines(poller, "STORED "));
      }
      agent.process().kill();
    }
    ledger.assertEachStoredOnce("aPollerOfSparkTakesEveryEvent, " + flume + ", " + avro);
    ledger.assertOrderKept();
    assertThat(ledger.again()).isGreaterThanOrEqualTo(100); // refused, and acknowledged too late
  }

  private static List<String> lines(ChildProcess poller, String kind) {
    return poller
        .log()
        .lines()
        .filter(line -> line.startsWith(kind))
        .map(line -> line.substring(kind.length()))
        .toList();
  }

  private static Path pollers() {
    return Path.of(System.getProperty("holdfast.pollers"));
  }

  private static Path testClasses() throws Exception {
    return Path.of(OldPoller.class.getProtectionDomain().getCodeSource().getLocation().toURI());
  }
}
