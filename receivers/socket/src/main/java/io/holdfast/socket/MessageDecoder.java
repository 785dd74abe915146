// SPDX-License-Identifier: Apache-2.0
package io.holdfast.socket;

import java.io.Serializable;
import java.util.function.Consumer;

/**
 * Makes records of messages. Travels with its receiver to the executor, so it is to hold nothing
 * that cannot be serialized; a lambda will do.
 *
 * @param <T> the type of the records
 */
@FunctionalInterface
public interface MessageDecoder<T> extends Serializable {

  /**
   * Makes none, one or many records of a message. Called by the thread that serves the connections,
   * so it must not block.
   *
   * @param message the bytes as they came, which are the decoder's to keep
   * @param out takes the records
   * @throws Exception if the message cannot be decoded: it is poison then, and what was made of it
   *     before is left out
   */
  void decode(byte[] message, Consumer<T> out) throws Exception;
}
