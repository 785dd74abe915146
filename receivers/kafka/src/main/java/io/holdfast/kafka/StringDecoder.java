// SPDX-License-Identifier: Apache-2.0
package io.holdfast.kafka;

import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** The value as text. A tombstone carries none. */
final class StringDecoder implements RecordDecoder<String> {
  private static final long serialVersionUID = 1L;

  @Override
  public void decode(ConsumerRecord<byte[], byte[]> record, Consumer<? super String> out) {
    byte[] value = record.value();
    if (value != null) {
      out.accept(Utf8.decode(value));
    }
  }
}
