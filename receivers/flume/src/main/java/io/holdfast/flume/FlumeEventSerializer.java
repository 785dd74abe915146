// SPDX-License-Identifier: Apache-2.0
package io.holdfast.flume;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;

/** Writes an event as its bytes and two numbers. */
final class FlumeEventSerializer extends Serializer<FlumeEvent> {

  @Override
  public void write(Kryo kryo, Output output, FlumeEvent event) {
    output.writeVarInt(event.bodyStart(), true);
    output.writeVarInt(event.encoded().length, true);
    output.writeBytes(event.encoded());
  }

  @Override
  public FlumeEvent read(Kryo kryo, Input input, Class<FlumeEvent> type) {
    int bodyStart = input.readVarInt(true);
    return FlumeEvent.ofEncoded(input.readBytes(input.readVarInt(true)), bodyStart);
  }
}
