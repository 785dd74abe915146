// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import io.holdfast.core.Positioned;

/**
 * Lets records that come one after the other share the name of their partition again when they are
 * read. Kryo itself forgets with each record what it has read before; Java's serialization does
 * not.
 */
public final class PositionedSerializer extends Serializer<Positioned<?>> {
  /** One Kryo serves one thread, and so does its serializer. */
  private String lastPartition = "";

  @Override
  public void write(Kryo kryo, Output output, Positioned<?> record) {
    output.writeString(record.partition());
    output.writeVarLong(record.offset(), true);
    kryo.writeClassAndObject(output, record.value());
  }

  @Override
  public Positioned<?> read(Kryo kryo, Input input, Class<Positioned<?>> type) {
    String partition = input.readString();
    if (!partition.equals(lastPartition)) {
      lastPartition = partition;
    }
    String shared = lastPartition; // the value may be positioned, too, and come through here
    long offset = input.readVarLong(true);
    return Positioned.of(shared, offset, kryo.readClassAndObject(input));
  }
}
