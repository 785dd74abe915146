// SPDX-License-Identifier: Apache-2.0
package io.holdfast.socket;

import java.util.function.Consumer;

/** The lines as they are. */
final class TextLines implements LineDecoder<String> {
  private static final long serialVersionUID = 1L;

  @Override
  public void decode(String line, Consumer<String> out) {
    out.accept(line);
  }
}
