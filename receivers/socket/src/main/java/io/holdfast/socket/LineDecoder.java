// SPDX-License-Identifier: Apache-2.0
package io.holdfast.socket;

import java.io.Serializable;
import java.util.function.Consumer;

/**
 * Makes records of lines. Travels with its receiver to the executor, so it is to hold nothing that
 * cannot be serialized; a lambda will do.
 *
 * @param <T> the type of the records
 */
@FunctionalInterface
public interface LineDecoder<T> extends Serializable {

  /**
   * Makes none, one or many records of a line. Called by the session thread, which polls nothing
   * meanwhile.
   *
   * @param line without what ended it
   * @param out takes the records
   * @throws Exception if the line cannot be decoded: it is poison then, and what was made of it
   *     before is left out
   */
  void decode(String line, Consumer<T> out) throws Exception;
}
