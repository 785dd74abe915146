// SPDX-License-Identifier: Apache-2.0
package io.holdfast.benchmarks.sender;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** That nothing counts as answered but what was answered OK, and in its order. */
@Timeout(60)
class ClientsTest {
  private static final int BATCH = 3;
  private static final byte[] GREETING = frame(0, 0, 0, 0);

  private static byte[] frame(int... bytes) {
    ByteBuffer frame = ByteBuffer.allocate(3 * Integer.BYTES + bytes.length);
    frame.putInt(1).putInt(1).putInt(bytes.length);
    for (int each : bytes) {
      frame.put((byte) each);
    }
    return frame.array();
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** What a client has to say about a server that says this and nothing else, whatever comes. */
  private static void against(List<byte[]> answers, Protocol protocol, Using using)
      throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      CompletableFuture<Void> serving = CompletableFuture.runAsync(() -> answer(server, answers));
      Order order = new Order(protocol, server.getLocalPort(), 1, BATCH, 100, 0, 0);
      try (Client client = protocol.open(order)) {
        using.use(client);
      }
      serving.join();
    }
  }

  private static void answer(ServerSocket server, List<byte[]> answers) {
    try (Socket socket = server.accept()) {
      for (byte[] answer : answers) {
        socket.getOutputStream().write(answer);
      }
      while (socket.getInputStream().read() >= 0) {
        // Until the client has gone.
      }
    } catch (IOException e) {
      // It has gone with answers unread.
    }
  }

  private interface Using {
    void use(Client client) throws Exception;
  }

  @Test
  void aFlumeBatchIsAnsweredOk() throws Exception {
    against(
        List.of(GREETING, frame(0, 0, 0)),
        Protocol.FLUME,
        client -> assertThat(client.exchange()).isEqualTo(BATCH));
  }

  @Test
  void aFlumeBatchThatFailedCountsNothing() throws Exception {
    against(
        List.of(GREETING, frame(0, 0, 2)),
        Protocol.FLUME,
        client -> assertThat(client.exchange()).isZero());
  }

  @Test
  void anAnswerThatFlumeDoesNotHaveIsAnError() throws Exception {
    against(
        List.of(GREETING, frame(0, 0, 4)),
        Protocol.FLUME,
        client -> assertThatThrownBy(client::exchange).isInstanceOf(IOException.class));
  }

  @Test
  void messagesAreAnsweredOneByOne() throws Exception {
    against(
        List.of(
            text("1 rsp 6 200 OK\n"),
            text("2 rsp 6 200 OK\n3 rsp 6 200 OK\n"),
            text("4 rsp 6 200 OK\n5 rsp 0\n")),
        Protocol.RELP,
        client -> assertThat(client.exchange() + client.finish()).isEqualTo(BATCH));
  }

  @Test
  void aMessageThatIsRefusedCountsNothing() throws Exception {
    against(
        List.of(text("1 rsp 6 200 OK\n"), text("2 rsp 9 500 ERROR\n")),
        Protocol.RELP,
        client ->
            assertThatThrownBy(client::exchange).hasMessageContaining("2 is answered otherwise"));
  }

  @Test
  void anAnswerIsMissing() throws Exception {
    against(
        List.of(text("1 rsp 6 200 OK\n"), text("3 rsp 6 200 OK\n")),
        Protocol.RELP,
        client -> assertThatThrownBy(client::exchange).hasMessageContaining("where 2 was due"));
  }
}
