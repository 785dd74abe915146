// SPDX-License-Identifier: Apache-2.0
package io.holdfast.socket;

import java.util.function.Consumer;

/** Delivers what the decoder makes. */
final class PlainMessages<T> implements MessageDelivery<T> {
  private static final long serialVersionUID = 1L;

  private final MessageDecoder<T> decoder;

  PlainMessages(MessageDecoder<T> decoder) {
    this.decoder = decoder;
  }

  @Override
  public MessageBatch<T> begin() {
    return new Plain<>(decoder);
  }

  private static final class Plain<T> extends MessageBatch<T> {
    private final MessageDecoder<T> decoder;
    private final Consumer<T> out = this::addRecord;

    Plain(MessageDecoder<T> decoder) {
      this.decoder = decoder;
    }

    @Override
    boolean add(byte[] message) throws Exception {
      decode(decoder, message, out);
      return true;
    }
  }
}
