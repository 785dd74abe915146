// SPDX-License-Identifier: Apache-2.0
package io.holdfast.kafka;

import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/** Records as their decoder makes them. */
final class PlainDelivery<T> implements Delivery<T> {
  private static final long serialVersionUID = 1L;

  private final RecordDecoder<T> decoder;

  PlainDelivery(RecordDecoder<T> decoder) {
    this.decoder = decoder;
  }

  @Override
  public boolean isPositioned() {
    return false;
  }

  @Override
  public Decoding into(List<T> records) {
    Consumer<T> out = made -> records.add(Objects.requireNonNull(made, "a decoded record"));
    return (record, partition) -> decoder.decode(record, out);
  }
}
