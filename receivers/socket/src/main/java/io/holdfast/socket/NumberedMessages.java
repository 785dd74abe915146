// SPDX-License-Identifier: Apache-2.0
package io.holdfast.socket;

import io.holdfast.core.PositionRange;
import io.holdfast.core.Positioned;
import io.holdfast.core.RecordBatch;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Delivers what the decoder makes, with the position that stands in the message. */
final class NumberedMessages<T> implements MessageDelivery<Positioned<T>> {
  private static final long serialVersionUID = 1L;

  private final MessageDecoder<T> decoder;
  private final MessageNumbering numbering;

  NumberedMessages(MessageDecoder<T> decoder, MessageNumbering numbering) {
    this.decoder = decoder;
    this.numbering = numbering;
  }

  @Override
  public RecordBatch<Positioned<T>> deliver(byte[] message) throws Exception {
    MessageNumber number = numbering.numberOf(message);
    List<Positioned<T>> records = new ArrayList<>(1);
    decoder.decode(
        message, value -> records.add(Positioned.of(number.partition(), number.number(), value)));
    return RecordBatch.of(
        records,
        message.length + (long) OVERHEAD_BYTES * records.size(),
        Collections.singletonList(
            PositionRange.of(number.partition(), number.number(), number.number() + 1)));
  }
}
