// SPDX-License-Identifier: Apache-2.0
package io.holdfast.flume.sink;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.flume.sink.SinkClient.RemoteException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.apache.avro.Protocol;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The protocol, as far as clients may differ in it. */
@Timeout(value = 1, unit = TimeUnit.MINUTES)
class SinkWireTest {
  private SinkRig rig;

  @BeforeEach
  void start() {
    rig = SinkRig.memory();
    rig.put("a", "b", "c");
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  @Test
  void itsProtocolIsSparks() throws Exception {
    Protocol protocol = Protocol.parse(SinkProtocol.JSON);
    assertThat(protocol.toString()).isEqualTo(SinkProtocol.JSON);
    assertThat(protocol.getMD5()).isEqualTo(SinkProtocol.hash());
    assertThat(protocol.getNamespace() + "." + protocol.getName())
        .isEqualTo("org.apache.spark.streaming.flume.sink.SparkFlumeProtocol");
  }

  private static byte[] handshake(byte[] clientHash, String clientProtocol, byte[] serverHash)
      throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    BinaryEncoder out = EncoderFactory.get().directBinaryEncoder(bytes, null);
    out.writeFixed(clientHash);
    out.writeIndex(clientProtocol == null ? 0 : 1);
    if (clientProtocol != null) {
      out.writeString(clientProtocol);
    }
    out.writeFixed(serverHash);
    out.writeIndex(1);
    out.writeMapStart();
    out.setItemCount(1);
    out.startItem();
    out.writeString("key");
    out.writeBytes(new byte[] {1, 2, 3});
    out.writeMapEnd();
    return bytes.toByteArray();
  }

  private String match(byte[] handshake) throws IOException {
    try (SinkClient client = rig.client()) {
      client.beginWith(handshake);
      SinkClient.Batch batch = client.getEventBatch(1);
      assertThat(batch.texts()).containsExactly("a");
      client.nack(batch.sequenceNumber());
      return client.match();
    }
  }

  @Test
  void anyClientsHandshakeIsAnswered() throws Exception {
    byte[] other = MessageDigest.getInstance("MD5").digest("other".getBytes(UTF_8));
    byte[] ours = SinkProtocol.hash();

    assertThat(match(handshake(ours, null, ours))).isEqualTo("BOTH");
    assertThat(match(handshake(other, null, ours))).isEqualTo("BOTH");
    assertThat(match(handshake(other, "{\"protocol\":\"x\"}", other))).isEqualTo("CLIENT");
    assertThat(match(handshake(other, null, other))).isEqualTo("CLIENT");
  }

  @Test
  void aHandshakeMayComeAlone() throws Exception {
    byte[] handshake = handshake(SinkProtocol.hash(), null, SinkProtocol.hash());
    try (SinkClient client = rig.client()) {
      client.send(SinkClient.frame(0, handshake));
      assertThat(client.answerFrame().isEnd()).isTrue();
      client.send(SinkClient.frame(0, SinkClient.request(new byte[0], "", out -> {})));
      assertThat(client.answerFrame().isEnd()).isTrue();
      assertThat(client.match()).isEqualTo("BOTH");
    }
  }

  @Test
  void aRequestMayComeInPiecesAndInManyBuffers() throws Exception {
    byte[] payload = SinkClient.firstRequest("getEventBatch", out -> out.writeInt(1));
    ByteBuffer frame = ByteBuffer.allocate(8 + 5 * payload.length).putInt(0).putInt(payload.length);
    for (byte b : payload) {
      frame.putInt(1).put(b);
    }
    try (SinkClient client = rig.client()) {
      for (byte b : frame.array()) {
        client.send(new byte[] {b});
      }
      assertThat(client.readBatch().texts()).containsExactly("a");
    }
  }

  @Test
  void anUnknownMessageIsAnError() throws Exception {
    try (SinkClient client = rig.client()) {
      client.call("getEverything", out -> out.writeString("now"));
      assertThatThrownBy(client::answer)
          .isInstanceOf(RemoteException.class)
          .hasMessageContaining("no such message");
      assertThat(client.getEventBatch(1).texts()).containsExactly("a");
    }
  }

  @Test
  void aBatchOfNothingIsRefused() throws Exception {
    try (SinkClient client = rig.client()) {
      for (int n : new int[] {0, -1, Integer.MIN_VALUE}) {
        SinkClient.Batch batch = client.getEventBatch(n);
        assertThat(batch.errorMsg()).contains("cannot be had");
        assertThat(batch.events()).isEmpty();
      }
      assertThat(client.getEventBatch(1).texts()).containsExactly("a");
    }
  }

  @Test
  void whatIsNoRequestEndsItsConnection() throws Exception {
    byte[] good = SinkClient.firstRequest("getEventBatch", out -> out.writeInt(1));
    byte[][] bad = {
      "GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(UTF_8),
      ints(1, -1, 0),
      ints(1, 0, 0),
      ints(1, Integer.MAX_VALUE, 0),
      ints(1, 1, -1),
      ints(1, 1, Integer.MAX_VALUE),
      ints(1, 2, 0, 1 << 20),
      SinkClient.frame(1, new byte[0]),
      SinkClient.frame(1, Arrays.copyOf(good, good.length - 1)),
      SinkClient.frame(1, Arrays.copyOf(good, good.length + 1)),
      SinkClient.frame(1, SinkClient.firstRequest("getEventBatch", out -> out.writeLong(1L << 40))),
    };
    for (byte[] bytes : bad) {
      try (SinkClient client = rig.client()) {
        client.send(bytes);
        assertThat(client.isEnded()).isTrue();
      }
    }
    assertThat(rig.figures().getConnectionFailedCount()).isEqualTo(bad.length);
    try (SinkClient client = rig.client()) {
      assertThat(client.getEventBatch(1).texts()).containsExactly("a");
    }
  }

  @Test
  void aClientMayNotSendAheadWithoutBound() throws Exception {
    try (SinkClient client = rig.client()) {
      SinkClient.Batch all = client.getEventBatch(3);
      client.ack(all.sequenceNumber());
      client.askBatch(1); // which waits
      assertThatThrownBy(
              () -> {
                for (int i = 0; i < 10_000; i++) {
                  client.send(new byte[10_000]);
                }
              })
          .isInstanceOf(IOException.class);
    }
    assertThat(rig.figures().getConnectionFailedCount()).isEqualTo(1);
  }

  private static byte[] ints(int... numbers) {
    ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES * numbers.length);
    Arrays.stream(numbers).forEach(bytes::putInt);
    return bytes.array();
  }
}
