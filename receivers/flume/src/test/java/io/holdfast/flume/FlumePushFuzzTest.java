// SPDX-License-Identifier: Apache-2.0
package io.holdfast.flume;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever bytes come: they close their connection or are a request, and disturb nobody. The seed
 * is printed, and in the message of a failure; {@code -Dholdfast.flume.seed} takes it again.
 */
@Timeout(value = 15, unit = TimeUnit.MINUTES)
class FlumePushFuzzTest {
  private static final Duration EACH =
      Boolean.getBoolean("holdfast.long") ? Duration.ofMinutes(5) : Duration.ofSeconds(8);

  private static final FlumeEvent GOOD = FlumeEvent.of(Map.of("a", "b"), "good".getBytes(UTF_8));

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void brokenBytesDisturbNobody(boolean deflate) throws Exception {
    long seed = Long.getLong("holdfast.flume.seed", System.nanoTime());
    Random random = new Random(seed);
    FlumePushReceiver<FlumeEvent> receiver =
        PushRig.builder()
            .deflate(deflate)
            .maxFrameBytes(64 << 10)
            .maxBufferedBytes(256 << 10)
            .build();
    try (PushRig<FlumeEvent> rig = PushRig.of(receiver)) {
      long until = System.nanoTime() + EACH.toNanos();
      int rounds = 0;
      while (System.nanoTime() < until) {
        attack(rig.port(), random, deflate);
        if (++rounds % 50 == 0) {
          assertServes(rig, seed, deflate);
        }
      }
      assertThat(rounds).isGreaterThan(100);
      await()
          .alias("all is let go, seed " + seed)
          .until(() -> rig.connections() == 0 && rig.buffered() == 0);
      assertThat(rig.intake.failure()).as("seed %d", seed).isNull();
      System.out.printf(
          "FlumePushFuzzTest, deflate %b: seed %d: %,d hostile connections, %,d broken off%n",
          deflate, seed, rounds, rig.count("connections.broken"));
    }
  }

  private static void assertServes(PushRig<FlumeEvent> rig, long seed, boolean deflate)
      throws IOException {
    try (RawClient client = new RawClient(rig.port())) {
      client.send(encode(AvroFrames.append(1, true, GOOD), deflate));
      if (deflate) {
        await()
            .alias("it is stored, seed " + seed)
            .until(() -> rig.intake.records().contains(GOOD));
      } else {
        assertThat(client.answer(1)).as("seed %d", seed).isEqualTo(RawClient.OK);
      }
    }
  }

  private static void attack(int port, Random random, boolean deflate) throws IOException {
    byte[] bytes = bytes(random);
    try (RawClient client = new RawClient(port)) {
      byte[] sent = deflate && random.nextInt(4) > 0 ? encode(bytes, true) : bytes;
      int split = random.nextInt(sent.length + 1);
      client.send(Arrays.copyOf(sent, split));
      client.send(Arrays.copyOfRange(sent, split, sent.length));
    } catch (IOException e) {
      return; // it was closed in the middle, as it should be
    }
  }

  private static byte[] bytes(Random random) throws IOException {
    byte[] good =
        random.nextBoolean()
            ? AvroFrames.append(random.nextInt(), true, GOOD)
            : AvroFrames.appendBatch(random.nextInt(), true, List.of(GOOD, GOOD, GOOD));
    switch (random.nextInt(5)) {
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
        return AvroFrames.frame(random.nextInt(), payload);
      }
      case 3 -> { // one byte of the numbers before the payload
        good[random.nextInt(12)] = (byte) random.nextInt();
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

  private static byte[] encode(byte[] bytes, boolean deflate) throws IOException {
    if (!deflate) {
      return bytes;
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (OutputStream deflater = new DeflaterOutputStream(out, true)) {
      deflater.write(bytes);
      deflater.flush();
      return out.toByteArray();
    }
  }
}
