// SPDX-License-Identifier: Apache-2.0
package io.holdfast.parts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.holdfast.parts.FaultProxy.Cut;
import io.holdfast.parts.FaultProxy.Direction;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The test plays both the client and the server, so it sees what either of them sees. */
class FaultProxyTest {
  /** Long enough to see that nothing comes, where what would come comes at once. */
  private static final int SILENCE_MILLIS = 150;

  private static final int PATIENCE_MILLIS = 10_000;

  private ServerSocket listening;
  private FaultProxy proxy;
  private Socket client;
  private Socket server;

  @BeforeEach
  void connect() throws IOException {
    listening = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    proxy = FaultProxy.to(listening.getLocalPort());
    establish();
  }

  @AfterEach
  void close() throws IOException {
    client.close();
    server.close();
    listening.close();
    proxy.close();
  }

  @Test
  void bytesPassBothWaysUnchangedAndAreCounted() throws IOException {
    byte[] large = new byte[3 * ProxiedConnection.CHUNK_BYTES + 7];
    for (int i = 0; i < large.length; i++) {
      large[i] = (byte) (i * 31);
    }
    client.getOutputStream().write(large);
    server.getOutputStream().write(1);

    assertThat(server.getInputStream().readNBytes(large.length)).isEqualTo(large);
    assertThat(client.getInputStream().read()).isEqualTo(1);
    assertThat(proxy.forwarded(Direction.TO_SERVER)).isEqualTo(large.length);
    assertThat(proxy.forwarded(Direction.TO_CLIENT)).isEqualTo(1);
    assertThat(proxy.connections()).isEqualTo(1);
    assertThat(proxy.accepted()).isEqualTo(1);
  }

  @Test
  void aWatcherSeesWhatIsForwardedInOneDirection() throws IOException {
    ByteArrayOutputStream seen = new ByteArrayOutputStream();
    proxy.watch(Direction.TO_CLIENT, bytes -> seen.writeBytes(bytes));
    client.getOutputStream().write(1);
    assertThat(server.getInputStream().read()).isEqualTo(1);
    server.getOutputStream().write(new byte[] {2, 3});
    await().until(() -> seen.size() == 2);
    assertThat(seen.toByteArray()).containsExactly(2, 3);
  }

  @Test
  void anEndPassesInOneDirectionWhileTheOtherGoesOn() throws IOException {
    client.shutdownOutput();
    assertThat(server.getInputStream().read()).isEqualTo(-1);
    server.getOutputStream().write(5);
    assertThat(client.getInputStream().read()).isEqualTo(5);
    server.shutdownOutput();
    assertThat(client.getInputStream().read()).isEqualTo(-1);
    await().until(() -> proxy.connections() == 0);
    assertThat(proxy.cuts()).isZero();
  }

  @Test
  void aFinIsReadAsAnEndByBoth() throws IOException {
    exchange();
    proxy.cut(Cut.FIN);
    assertThat(client.getInputStream().read()).isEqualTo(-1);
    assertThat(server.getInputStream().read()).isEqualTo(-1);
    assertThat(proxy.cuts()).isEqualTo(1);
    assertThat(proxy.connections()).isZero();
  }

  @Test
  void aResetIsAnErrorToBoth() throws IOException {
    exchange();
    proxy.cut(Cut.RST);
    assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketException.class);
    assertThatThrownBy(() -> server.getInputStream().read()).isInstanceOf(SocketException.class);
    assertThat(proxy.cuts()).isEqualTo(1);
  }

  @Test
  void theResetOfOneSideReachesTheOther() throws IOException {
    exchange();
    client.setSoLinger(true, 0);
    client.close();
    assertThatThrownBy(() -> server.getInputStream().read()).isInstanceOf(SocketException.class);
    assertThat(proxy.cuts()).isZero();
  }

  @Test
  void aConnectionIsCutAfterExactlySoManyBytesOfOneDirectionAndOnlyOnce() throws IOException {
    proxy.cutAfter(Direction.TO_SERVER, 3, Cut.FIN);
    client.getOutputStream().write(new byte[] {1, 2, 3, 4, 5});
    assertThat(server.getInputStream().readAllBytes()).containsExactly(1, 2, 3);
    await().until(() -> proxy.cuts() == 1);

    establish();
    exchange();
  }

  @Test
  void aHalfCloseEndsOneDirectionOnly() throws IOException {
    proxy.halfClose(Direction.TO_CLIENT);
    assertThat(client.getInputStream().read()).isEqualTo(-1);
    client.getOutputStream().write(7);
    assertThat(server.getInputStream().read()).isEqualTo(7);
    server.getOutputStream().write(8);
    await().until(() -> proxy.swallowed(Direction.TO_CLIENT) == 1);
  }

  @Test
  void whatIsStalledComesWhenItIsResumed() throws IOException {
    proxy.stall(Direction.TO_CLIENT);
    server.getOutputStream().write(7);
    client.getOutputStream().write(8);
    assertThat(server.getInputStream().read()).isEqualTo(8);
    assertSilence();
    proxy.resume(Direction.TO_CLIENT);
    assertThat(client.getInputStream().read()).isEqualTo(7);
  }

  @Test
  void aStallFillsTheSendersWindow() throws Exception {
    proxy.stall(Direction.TO_SERVER);
    Thread writer =
        new Thread(
            () -> {
              try {
                client.getOutputStream().write(new byte[64 * 1024 * 1024]);
              } catch (IOException e) {
                // closed at the end of the test
              }
            });
    writer.start();
    writer.join(SILENCE_MILLIS);
    assertThat(writer.isAlive()).isTrue();
    assertThat(proxy.forwarded(Direction.TO_SERVER))
        .isLessThanOrEqualTo(ProxiedConnection.CHUNK_BYTES);
    client.close();
    writer.join(PATIENCE_MILLIS);
    assertThat(writer.isAlive()).isFalse();
  }

  @Test
  void aDelayHoldsBytesForAtLeastSoLong() throws IOException {
    proxy.delay(Direction.TO_SERVER, Duration.ofMillis(200));
    long sent = System.nanoTime();
    client.getOutputStream().write(7);
    assertThat(server.getInputStream().read()).isEqualTo(7);
    assertThat(Duration.ofNanos(System.nanoTime() - sent)).isGreaterThan(Duration.ofMillis(199));
  }

  @Test
  void answersAloneAreSwallowed() throws IOException {
    proxy.swallow(Direction.TO_CLIENT);
    client.getOutputStream().write(7);
    assertThat(server.getInputStream().read()).isEqualTo(7);
    server.getOutputStream().write(new byte[] {8, 9});
    await().until(() -> proxy.swallowed(Direction.TO_CLIENT) == 2);
    assertSilence();

    proxy.heal();
    server.getOutputStream().write(10);
    assertThat(client.getInputStream().read()).isEqualTo(10);
  }

  @Test
  void connectionsAreRefusedUntilItIsHealedOnTheSamePort() throws IOException {
    proxy.refuse();
    assertThatThrownBy(this::connected).isInstanceOf(ConnectException.class);
    exchange();
    proxy.cut(Cut.RST);

    proxy.heal();
    establish();
    exchange();
    assertThat(proxy.accepted()).isEqualTo(2);
  }

  @Test
  void aConnectionToAServerThatIsDownIsReset() throws IOException {
    listening.close();
    try (Socket another = connected()) {
      assertThatThrownBy(() -> another.getInputStream().read())
          .isInstanceOf(SocketException.class)
          .isNotInstanceOf(SocketTimeoutException.class);
    }
    assertThat(proxy.accepted()).isEqualTo(1);
  }

  @Test
  void aCutAfterNothingIsRefused() {
    assertThatThrownBy(() -> proxy.cutAfter(Direction.TO_SERVER, 0, Cut.FIN))
        .hasMessage("bytes is 0, must be at least 1");
  }

  private void establish() throws IOException {
    client = connected();
    server = listening.accept();
    server.setSoTimeout(PATIENCE_MILLIS);
    await().until(() -> proxy.connections() == 1);
  }

  private Socket connected() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
    socket.setSoTimeout(PATIENCE_MILLIS);
    return socket;
  }

  private void exchange() throws IOException {
    client.getOutputStream().write(1);
    assertThat(server.getInputStream().read()).isEqualTo(1);
    server.getOutputStream().write(2);
    assertThat(client.getInputStream().read()).isEqualTo(2);
  }

  private void assertSilence() throws IOException {
    client.setSoTimeout(SILENCE_MILLIS);
    assertThatThrownBy(() -> client.getInputStream().read())
        .isInstanceOf(SocketTimeoutException.class);
    client.setSoTimeout(PATIENCE_MILLIS);
  }
}
