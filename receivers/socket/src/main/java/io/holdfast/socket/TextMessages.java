// SPDX-License-Identifier: Apache-2.0
package io.holdfast.socket;

import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** The messages as text, in UTF-8. */
final class TextMessages implements MessageDecoder<String> {
  private static final long serialVersionUID = 1L;

  @Override
  public void decode(byte[] message, Consumer<String> out) throws CharacterCodingException {
    out.accept(StrictText.decode(StandardCharsets.UTF_8, message, 0, message.length));
  }
}
