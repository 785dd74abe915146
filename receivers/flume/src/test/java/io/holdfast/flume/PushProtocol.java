// SPDX-License-Identifier: Apache-2.0
package io.holdfast.flume;

import io.holdfast.testkit.ClientProtocol;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/** What an avro sink says that sends event by event, and does not wait for answers. */
final class PushProtocol implements ClientProtocol<FlumeEvent> {
  private int sent;

  @Override
  public byte[] request(FlumeEvent event) throws IOException {
    sent++;
    return AvroFrames.append(sent, sent == 1, event);
  }

  @Override
  public byte[] oversized() {
    return ByteBuffer.allocate(12).putInt(1).putInt(1).putInt(1 << 30).array();
  }

  @Override
  public int readAnswers(InputStream in) throws IOException {
    DataInputStream answer = new DataInputStream(in);
    int serial = answer.readInt();
    byte last = 0;
    for (int buffers = answer.readInt(); buffers > 0; buffers--) {
      byte[] payload = answer.readNBytes(answer.readInt());
      last = payload[payload.length - 1];
    }
    if (last != RawClient.OK) {
      throw new IOException("batch %d was answered %d".formatted(serial, last));
    }
    return 1;
  }
}
