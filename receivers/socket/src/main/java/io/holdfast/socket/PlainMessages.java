// SPDX-License-Identifier: Apache-2.0
package io.holdfast.socket;

import io.holdfast.core.RecordBatch;
import java.util.ArrayList;
import java.util.List;

/** Delivers what the decoder makes. */
final class PlainMessages<T> implements MessageDelivery<T> {
  private static final long serialVersionUID = 1L;

  private final MessageDecoder<T> decoder;

  PlainMessages(MessageDecoder<T> decoder) {
    this.decoder = decoder;
  }

  @Override
  public RecordBatch<T> deliver(byte[] message) throws Exception {
    List<T> records = new ArrayList<>(1);
    decoder.decode(message, records::add);
    return RecordBatch.of(records, message.length + (long) OVERHEAD_BYTES * records.size());
  }
}
