// SPDX-License-Identifier: Apache-2.0
package io.holdfast.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.core.PoisonPolicy;
import io.holdfast.core.PushSource;
import io.holdfast.testkit.FakeContext;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Sends a server what no client should, of a seed that a failure names, and looks whether a client
 * beside it is served all the while. For 10 s, and for ten minutes with {@code holdfast.long}.
 */
class RelpFuzzTest {
  private static final Duration TIME =
      Boolean.getBoolean("holdfast.long") ? Duration.ofMinutes(10) : Duration.ofSeconds(10);
  private static final int PATIENCE_MILLIS = 20_000;
  private static final int ROUND = 50;

  private final FakeIntake intake = new FakeIntake();
  private final FakeContext context = new FakeContext(PoisonPolicy.SKIP);

  @Test
  void servesOthersWhateverComes() throws Exception {
    long seed = Long.getLong("holdfast.fuzz.seed", System.nanoTime());
    Random random = new Random(seed);
    PushSource<String> source =
        (PushSource<String>)
            RelpReceiver.strings()
                .bind("127.0.0.1")
                .port(0)
                .maxMessageBytes(1024)
                .handshakeTimeout(Duration.ofMillis(100))
                .build()
                .open(context);
    source.start(intake);
    int port = (int) context.metrics().value("port");
    int hostile = 0;
    try (Socket good = new Socket(InetAddress.getLoopbackAddress(), port)) {
      good.setSoTimeout(PATIENCE_MILLIS);
      RelpWire wire = new RelpWire(good.getInputStream());
      good.getOutputStream().write(RelpWire.frame(1, "open", RelpWire.OFFER));
      assertThat(wire.read()).contains("200 OK");
      int transaction = 2;
      for (long end = System.nanoTime() + TIME.toNanos(); System.nanoTime() < end; ) {
        for (int i = 0; i < ROUND; i++) {
          disturb(random, port);
          hostile++;
        }
        String text = "good-" + transaction;
        good.getOutputStream().write(RelpWire.frame(transaction, "syslog", text));
        await().until(() -> intake.records().contains(text));
        intake.storeAll();
        assertThat(wire.read()).as("seed %d", seed).isEqualTo(transaction + " rsp 6 200 OK");
        intake.forget();
        transaction++;
      }
      assertThat(intake.failures()).as("seed %d", seed).isEmpty();
      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> context.metrics().value("connections") == 1);
    } finally {
      source.close();
    }
    System.out.printf("seed %d: %,d hostile connections%n", seed, hostile);
  }

  private static void disturb(Random random, int port) throws IOException {
    byte[] bytes = random.nextInt(3) == 0 ? noise(random) : broken(random);
    try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
      if (random.nextBoolean()) {
        client.setSoLinger(true, 0); // a reset
      }
      int first = random.nextInt(bytes.length + 1);
      client.getOutputStream().write(bytes, 0, first);
      client.getOutputStream().write(bytes, first, bytes.length - first);
    } catch (IOException e) {
      return; // it was disconnected, as it should be
    }
  }

  private static byte[] noise(Random random) {
    byte[] bytes = new byte[random.nextInt(3000)];
    random.nextBytes(bytes);
    return bytes;
  }

  /** A session as it should be, but for a few bytes. */
  private static byte[] broken(Random random) {
    ByteArrayOutputStream session = new ByteArrayOutputStream();
    session.writeBytes(RelpWire.frame(1, "open", RelpWire.OFFER));
    int frames = random.nextInt(10);
    for (int i = 0; i < frames; i++) {
      session.writeBytes(RelpWire.frame(i + 2, "syslog", "hostile".repeat(random.nextInt(300))));
    }
    session.writeBytes("%d close 0\n".formatted(frames + 2).getBytes(StandardCharsets.US_ASCII));
    byte[] bytes = session.toByteArray();
    for (int i = random.nextInt(4); i > 0; i--) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
    }
    return bytes;
  }
}
