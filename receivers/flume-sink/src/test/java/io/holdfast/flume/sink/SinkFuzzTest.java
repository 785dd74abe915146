// SPDX-License-Identifier: Apache-2.0
package io.holdfast.flume.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.flume.sink.SinkClient.Batch;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Whatever bytes come: they close their connection or are a request, disturb nobody, and take no
 * event out of the channel. The seed is in the message of a failure; {@code -Dholdfast.flume.seed}
 * takes it again.
 */
@Timeout(value = 15, unit = TimeUnit.MINUTES)
class SinkFuzzTest {
  private static final Duration HOW_LONG =
      Boolean.getBoolean("holdfast.long") ? Duration.ofMinutes(10) : Duration.ofSeconds(6);

  private static final int MIN_ROUNDS = 200;
  private static final int EVENTS = 20;

  /** Clients that have begun something and do not go on. */
  private static final int SILENT = 15;

  @Test
  void brokenBytesDisturbNobody() throws Exception {
    long seed = Long.getLong("holdfast.flume.seed", System.nanoTime());
    Random random = new Random(seed);
    Deque<SinkClient> silent = new ArrayDeque<>();
    try (SinkRig rig = SinkRig.memory("maxConnections", "200")) {
      rig.putNumbers(EVENTS);
      long until = System.nanoTime() + HOW_LONG.toNanos();
      int rounds = 0;
      while (System.nanoTime() < until || rounds < MIN_ROUNDS) {
        attack(rig, random, silent);
        if (++rounds % 50 == 0) {
          assertServes(rig, seed);
        }
      }
      for (SinkClient client : silent) {
        client.close();
      }
      SinkFigures figures = rig.figures();
      await()
          .alias("all connections end, seed " + seed)
          .atMost(Duration.ofSeconds(60))
          .until(() -> figures.getConnectionClosedCount() == figures.getConnectionCreatedCount());
      System.out.printf(
          "fuzz with seed %d: %,d rounds, %,d connections closed for what they sent%n",
          seed, rounds, figures.getConnectionFailedCount());
      assertThat(figures.getConnectionFailedCount()).as("seed %d", seed).isGreaterThan(20);
      assertThat(figures.getConnectionRefusedCount()).as("seed %d", seed).isZero();
      assertThat(figures.getEventDrainSuccessCount()).as("seed %d", seed).isZero();
      assertThat(rig.rest())
          .as("seed %d", seed)
          .containsExactlyInAnyOrderElementsOf(SinkRig.numbers(0, EVENTS));
    }
  }

  private static void assertServes(SinkRig rig, long seed) throws IOException {
    try (SinkClient client = rig.client()) {
      Batch batch = client.getEventBatch(1);
      assertThat(batch.errorMsg()).as("seed %d", seed).isEmpty();
      assertThat(batch.events()).as("seed %d", seed).hasSize(1);
      client.nack(batch.sequenceNumber());
    }
  }

  private static void attack(SinkRig rig, Random random, Deque<SinkClient> silent)
      throws IOException {
    SinkClient client = rig.client();
    try {
      byte[] bytes = bytes(random);
      int split = random.nextInt(bytes.length + 1);
      client.send(Arrays.copyOf(bytes, split));
      if (random.nextInt(4) == 0 && split < 20) {
        silent.add(client);
        client = silent.size() > SILENT ? silent.remove() : null;
        return;
      }
      client.send(Arrays.copyOfRange(bytes, split, bytes.length));
      if (random.nextBoolean()) {
        client.send(bytes(random)); // after what may have been a request
      }
    } catch (IOException e) {
      return; // it was closed in the middle, as it should be
    } finally {
      if (client != null) {
        client.close();
      }
    }
  }

  private static byte[] bytes(Random random) throws IOException {
    byte[] good = SinkClient.frame(random.nextInt(), request(random));
    switch (random.nextInt(6)) {
      case 0 -> {
        byte[] noise = new byte[random.nextInt(2_000)];
        random.nextBytes(noise);
        return noise;
      }
      case 1 -> {
        return Arrays.copyOf(good, random.nextInt(good.length));
      }
      case 2 -> {
        byte[] payload = new byte[random.nextInt(500)];
        random.nextBytes(payload);
        return SinkClient.frame(random.nextInt(), payload);
      }
      case 3 -> { // one byte of the numbers before the payload
        good[random.nextInt(12)] = (byte) random.nextInt();
        return good;
      }
      case 4 -> {
        return good;
      }
      default -> {
        for (int i = random.nextInt(8); i >= 0; i--) {
          good[12 + random.nextInt(good.length - 12)] ^= (byte) (1 << random.nextInt(8));
        }
        return good;
      }
    }
  }

  private static byte[] request(Random random) throws IOException {
    return switch (random.nextInt(4)) {
      case 0 -> SinkClient.firstRequest("ack", out -> out.writeString("d794c6231"));
      case 1 -> SinkClient.firstRequest("nack", out -> out.writeString("d794c6231"));
      case 2 -> SinkClient.firstRequest("", out -> {});
      default -> SinkClient.firstRequest("getEventBatch", out -> out.writeInt(random.nextInt(30)));
    };
  }
}
