// SPDX-License-Identifier: Apache-2.0
package io.holdfast.flume;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.flume.source.avro.AvroFlumeEvent;
import org.apache.flume.source.avro.AvroSourceProtocol;

/** Requests as Avro's own library writes them. */
final class AvroFrames {
  private AvroFrames() {}

  /** An append in a frame; the first of a connection begins with a handshake. */
  static byte[] append(int serial, boolean first, FlumeEvent event) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    BinaryEncoder encoder = begin(out, first, "append");
    writer().write(avro(event), encoder);
    encoder.flush();
    return frame(serial, out.toByteArray());
  }

  /** An appendBatch in a frame. */
  static byte[] appendBatch(int serial, boolean first, List<FlumeEvent> events) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    BinaryEncoder encoder = begin(out, first, "appendBatch");
    encoder.writeArrayStart();
    encoder.setItemCount(events.size());
    for (FlumeEvent event : events) {
      encoder.startItem();
      writer().write(avro(event), encoder);
    }
    encoder.writeArrayEnd();
    encoder.flush();
    return frame(serial, out.toByteArray());
  }

  private static BinaryEncoder begin(ByteArrayOutputStream out, boolean first, String message)
      throws IOException {
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
    if (first) {
      encoder.writeFixed(AvroSourceProtocol.PROTOCOL.getMD5());
      encoder.writeIndex(1);
      encoder.writeString(AvroSourceProtocol.PROTOCOL.toString());
      encoder.writeFixed(AvroSourceProtocol.PROTOCOL.getMD5());
      encoder.writeIndex(0);
    }
    encoder.writeMapStart();
    encoder.setItemCount(0);
    encoder.writeMapEnd();
    encoder.writeString(message);
    return encoder;
  }

  private static SpecificDatumWriter<AvroFlumeEvent> writer() {
    return new SpecificDatumWriter<>(AvroFlumeEvent.getClassSchema());
  }

  private static AvroFlumeEvent avro(FlumeEvent event) {
    AvroFlumeEvent avro = new AvroFlumeEvent();
    Map<CharSequence, CharSequence> headers = new HashMap<>(event.headers());
    avro.setHeaders(headers);
    avro.setBody(ByteBuffer.wrap(event.body()));
    return avro;
  }

  /** Bytes in a frame of one buffer. */
  static byte[] frame(int serial, byte[] payload) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    DataOutputStream data = new DataOutputStream(out);
    data.writeInt(serial);
    data.writeInt(1);
    data.writeInt(payload.length);
    data.write(payload);
    return out.toByteArray();
  }
}
