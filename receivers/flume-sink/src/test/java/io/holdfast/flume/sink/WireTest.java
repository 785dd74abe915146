// SPDX-License-Identifier: Apache-2.0
package io.holdfast.flume.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The bounds of time of a connection. */
@Timeout(value = 1, unit = TimeUnit.MINUTES)
class WireTest {
  private static final long REQUEST_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  private SocketChannel client;
  private Wire wire;

  @BeforeEach
  void connect() throws IOException {
    try (ServerSocketChannel listener = ServerSocketChannel.open()) {
      listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      client = SocketChannel.open(listener.getLocalAddress());
      wire = new Wire(listener.accept(), REQUEST_NANOS);
    }
  }

  @AfterEach
  void close() throws IOException {
    client.close();
    wire.close();
  }

  private static long in(long millis) {
    return System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
  }

  @Test
  void anIdleClientIsWaitedForAsLongAsOneLikes() throws Exception {
    assertThat(wire.frame(in(600))).isNull();
  }

  @Test
  void aRequestThatIsBegunHasToBeCompleted() throws Exception {
    client.write(ByteBuffer.wrap(new byte[] {0, 0, 0}));
    assertThatThrownBy(() -> wire.frame(in(60_000)))
        .isInstanceOf(BadClientException.class)
        .hasMessage("it did not send a whole request in time");
  }

  @Test
  void aRequestThatIsBegunIsNotForgottenMeanwhile() throws Exception {
    client.write(ByteBuffer.wrap(new byte[] {0, 0, 0}));
    assertThatThrownBy(
            () -> {
              while (true) {
                assertThat(wire.frame(in(10))).isNull();
              }
            })
        .isInstanceOf(BadClientException.class);
  }

  @Test
  void anAnswerHasToBeRead() {
    assertThatThrownBy(() -> wire.write(ByteBuffer.allocate(32 << 20), in(200)))
        .isInstanceOf(BadClientException.class)
        .hasMessage("it did not read its answer in time");
  }

  @Test
  void aClientThatGoesEndsAPause() throws Exception {
    client.close();
    assertThatThrownBy(() -> wire.pause(3_600_000)).isInstanceOf(EOFException.class);
  }

  @Test
  void stopEndsAnyWait() {
    wire.stop();
    assertThatThrownBy(() -> wire.frame(in(60_000))).isInstanceOf(AsynchronousCloseException.class);
    assertThatThrownBy(() -> wire.pause(60_000)).isInstanceOf(AsynchronousCloseException.class);
    assertThatThrownBy(() -> wire.write(ByteBuffer.allocate(32 << 20), in(60_000)))
        .isInstanceOf(AsynchronousCloseException.class);
  }
}
