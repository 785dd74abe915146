// SPDX-License-Identifier: Apache-2.0
package io.holdfast.flume.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.flume.sink.SinkClient.Batch;
import io.holdfast.parts.Distribution;
import io.holdfast.parts.FlumeAgent;
import io.holdfast.parts.FreePorts;
import io.holdfast.parts.TemporaryDirectory;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.Enumeration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The jar in real agents with file channels, through faults; a ledger says what they cost. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class HoldfastSinkIT {
  private static final int JAVA_8 = 52;
  private static final int BATCH = 100;
  private static final Duration SOON = Duration.ofSeconds(60);

  private final Ledger ledger = new Ledger();
  private TemporaryDirectory directory;
  private int port;

  @BeforeEach
  void prepare() {
    directory = TemporaryDirectory.create("flume-sink");
    port = FreePorts.choose(1).get(0);
  }

  @AfterEach
  void cleanUp() {
    directory.close();
  }

  private FlumeAgent agent(Distribution flume) throws Exception {
    return Agents.polledAt(port, flume, directory.path()).start();
  }

  /** The source of an agent may take lines before its sink listens. */
  private SinkClient client() {
    return await()
        .atMost(SOON)
        .ignoreException(ConnectException.class)
        .until(() -> new SinkClient(port), connected -> true);
  }

  private void take(SinkClient client) throws IOException {
    Batch batch = client.getEventBatch(BATCH);
    assertThat(batch.errorMsg()).isEmpty();
    ledger.received(batch.texts());
    client.ack(batch.sequenceNumber());
    ledger.stored(batch.texts());
  }

  private void takeAll(SinkClient client) throws IOException {
    while (!ledger.isComplete()) {
      take(client);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"FLUME", "FLUME_1_9"})
  void everyEventOfAnAgentIsTakenOnce(Distribution flume) throws Exception {
    try (FlumeAgent agent = agent(flume);
        SinkClient client = client()) {
      Agents.feed(agent, 0, 300, ledger);
      Batch first = client.getEventBatch(1);
      assertThat(first.events().get(0).headers()).isEqualTo(Map.of("origin", "a", "number", "0"));
      client.nack(first.sequenceNumber());
      takeAll(client);
      agent.process().kill();
    }
    ledger.assertEachStoredOnce("everyEventOfAnAgentIsTakenOnce, " + flume);
    ledger.assertOrderKept();
    assertThat(ledger.again()).isZero();
  }

  @ParameterizedTest
  @EnumSource(names = {"FLUME", "FLUME_1_9"})
  void anAgentIsKilledInAnOpenTransaction(Distribution flume) throws Exception {
    try (FlumeAgent agent = agent(flume)) {
      try (SinkClient client = client();
          SinkClient other = client()) {
        Agents.feed(agent, 0, 500, ledger);
        take(client);
        Batch inFlight = client.getEventBatch(BATCH);
        ledger.received(inFlight.texts());
        assertThat(inFlight.events()).hasSize(BATCH);
        take(other);
        agent.process().kill();
      }
      agent.restart();

      try (SinkClient client = client()) {
        takeAll(client);
      }
      agent.process().kill();
    }
    ledger.assertEachStoredOnce("anAgentIsKilledInAnOpenTransaction, " + flume);
    assertThat(ledger.again()).isEqualTo(BATCH);
  }

  @Test
  void anAgentIsStoppedInAnOpenTransaction() throws Exception {
    try (FlumeAgent agent = agent(Distribution.FLUME)) {
      try (SinkClient client = client();
          SinkClient waiting = client()) {
        Agents.feed(agent, 0, 200, ledger);
        take(client);
        Batch inFlight = client.getEventBatch(BATCH);
        ledger.received(inFlight.texts());
        assertThat(inFlight.events()).hasSize(BATCH);
        waiting.askBatch(BATCH);
        agent.process().terminate();
        agent.process().awaitExit(SOON);
        assertThat(agent.process().log()).doesNotContain("ERROR").contains("Gave batch");
      }
      agent.restart();

      try (SinkClient client = client()) {
        takeAll(client);
      }
      agent.process().kill();
    }
    ledger.assertEachStoredOnce("anAgentIsStoppedInAnOpenTransaction");
    ledger.assertOrderKept();
    assertThat(ledger.again()).isEqualTo(BATCH);
  }

  @Test
  void theJarIsOursAndRunsOnJava8() throws Exception {
    try (JarFile jar = new JarFile(Agents.jar().toFile())) {
      for (Enumeration<JarEntry> entries = jar.entries(); entries.hasMoreElements(); ) {
        JarEntry entry = entries.nextElement();
        if (entry.getName().endsWith(".class")) {
          assertThat(entry.getName()).startsWith("io/holdfast/flume/sink/");
          try (DataInputStream in = new DataInputStream(jar.getInputStream(entry))) {
            in.readInt(); // the magic number
            assertThat(in.readInt()).as(entry.getName()).isEqualTo(JAVA_8);
          }
        }
      }
      assertThat(jar.getEntry("META-INF/LICENSE")).isNotNull();
    }
  }
}
