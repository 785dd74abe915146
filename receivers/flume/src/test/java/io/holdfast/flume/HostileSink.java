// SPDX-License-Identifier: Apache-2.0
package io.holdfast.flume;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A sink for one client that answers what no sink should: a few answers as they should be, and then
 * broken ones, until the client goes. What it does with its nth connection follows from the seed.
 */
final class HostileSink implements AutoCloseable {
  private static final int HEADER = 3 * Integer.BYTES;
  private static final int[] SIZES = {-1, 0, 1, 7, 1 << 16, 1 << 30, Integer.MAX_VALUE, 1 << 31};

  /** A client that waits for more than it gets, as one may that waits for events, is left. */
  private static final int SILENCE_MILLIS = 500;

  private static final long DRIP_MILLIS = 10;

  private final long seed;
  private final FakeSink honest = new FakeSink();
  private final ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
  private final AtomicInteger connections = new AtomicInteger();
  private final CountDownLatch closed = new CountDownLatch(1);

  HostileSink(long seed) throws IOException {
    this.seed = seed;
    FakeSink.start(this::run, "hostile-sink-" + port());
  }

  int port() {
    return server.getLocalPort();
  }

  int connections() {
    return connections.get();
  }

  private void run() {
    while (closed.getCount() > 0) {
      try {
        serveNext();
      } catch (InterruptedException e) {
        return; // nobody does
      }
    }
  }

  private void serveNext() throws InterruptedException {
    try (Socket client = server.accept()) {
      serve(client, new Random(seed + connections.getAndIncrement()));
    } catch (IOException e) {
      return; // the client has gone, as it should, or this is closed
    }
  }

  private void serve(Socket client, Random random) throws IOException, InterruptedException {
    client.setSoTimeout(SILENCE_MILLIS);
    if (random.nextInt(5) == 0) {
      client.setSoLinger(random.nextBoolean(), 0); // a reset, or an orderly end
      client.getOutputStream().write(noise(random, 2_000));
      return;
    }
    if (honest.channel.content().isEmpty()) {
      honest.channel.put(FlumeEvent.of(Map.of("name", "value"), "hostile".getBytes(UTF_8)));
    }
    try (Socket asked = new Socket(InetAddress.getLoopbackAddress(), honest.port())) {
      asked.setSoTimeout(SILENCE_MILLIS);
      for (int good = random.nextInt(6); ; good--) {
        asked.getOutputStream().write(frame(client));
        byte[] answer = frame(asked);
        if (good > 0) {
          client.getOutputStream().write(answer);
        } else if (random.nextInt(8) == 0) {
          drip(client.getOutputStream(), answer);
        } else {
          client.getOutputStream().write(broken(random, answer));
          if (random.nextBoolean()) {
            return; // else it is for the client to go
          }
        }
      }
    }
  }

  private static byte[] frame(Socket from) throws IOException {
    DataInputStream in = new DataInputStream(from.getInputStream());
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(frame);
    out.writeInt(in.readInt());
    int buffers = in.readInt();
    out.writeInt(buffers);
    for (int i = 0; i < buffers; i++) {
      byte[] buffer = new byte[in.readInt()];
      in.readFully(buffer);
      out.writeInt(buffer.length);
      out.write(buffer);
    }
    return frame.toByteArray();
  }

  /** Slower than anybody waits for the rest of an answer. */
  private void drip(OutputStream out, byte[] answer) throws IOException, InterruptedException {
    for (byte each : answer) {
      out.write(each);
      if (closed.await(DRIP_MILLIS, TimeUnit.MILLISECONDS)) {
        return;
      }
    }
  }

  private static byte[] broken(Random random, byte[] answer) throws IOException {
    int serial = ByteBuffer.wrap(answer).getInt();
    byte[] changed = answer.clone();
    switch (random.nextInt(6)) {
      case 0 -> {
        return noise(random, 2_000);
      }
      case 1 -> {
        return Arrays.copyOf(answer, random.nextInt(answer.length));
      }
      case 2 -> {
        int buffers = random.nextBoolean() ? 1 : any(random, SIZES);
        return SinkFrames.announcing(serial, buffers, any(random, SIZES));
      }
      case 3 -> {
        return AvroFrames.frame(serial, noise(random, 500));
      }
      case 4 -> changed[random.nextInt(HEADER)] = (byte) random.nextInt();
      default -> {
        for (int i = random.nextInt(8); i >= 0; i--) {
          changed[HEADER + random.nextInt(changed.length - HEADER)] ^=
              (byte) (1 << random.nextInt(8));
        }
      }
    }
    return changed;
  }

  private static byte[] noise(Random random, int bound) {
    byte[] noise = new byte[random.nextInt(bound)];
    random.nextBytes(noise);
    return noise;
  }

  private static int any(Random random, int[] values) {
    return values[random.nextInt(values.length)];
  }

  @Override
  public void close() throws IOException {
    closed.countDown();
    server.close();
    honest.close();
  }
}
