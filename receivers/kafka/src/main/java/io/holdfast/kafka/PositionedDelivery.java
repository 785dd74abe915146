// SPDX-License-Identifier: Apache-2.0
package io.holdfast.kafka;

import io.holdfast.core.Positioned;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/** Records with the offset of the Kafka record that they were made of. */
final class PositionedDelivery<T> implements Delivery<Positioned<T>> {
  private static final long serialVersionUID = 1L;

  private final RecordDecoder<T> decoder;

  PositionedDelivery(RecordDecoder<T> decoder) {
    this.decoder = decoder;
  }

  @Override
  public boolean isPositioned() {
    return true;
  }

  @Override
  public Decoding into(List<Positioned<T>> records) {
    Positioner<T> out = new Positioner<>(records);
    return (record, partition) -> {
      out.partition = partition;
      out.offset = record.offset();
      decoder.decode(record, out);
    };
  }

  /** One for all records of a poll, so that a record costs nothing but what is delivered of it. */
  private static final class Positioner<T> implements Consumer<T> {
    private final List<Positioned<T>> records;
    private String partition;
    private long offset;

    Positioner(List<Positioned<T>> records) {
      this.records = records;
    }

    @Override
    public void accept(T made) {
      Objects.requireNonNull(made, "a decoded record");
      records.add(Positioned.of(partition, offset, made));
    }
  }
}
