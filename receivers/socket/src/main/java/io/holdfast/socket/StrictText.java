// SPDX-License-Identifier: Apache-2.0
package io.holdfast.socket;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CoderResult;

/** Text of bytes, strictly: what is malformed is refused, never replaced. */
final class StrictText {
  private static final char REPLACEMENT = '\uFFFD';

  private StrictText() {}

  /**
   * The text that these bytes are.
   *
   * @throws CharacterCodingException if they are not of that charset; the message says where
   */
  static String decode(Charset charset, byte[] bytes, int offset, int length)
      throws CharacterCodingException {
    // The constructor is several times faster than a strict decoder, and puts U+FFFD in the place
    // of what is malformed: only a text that has one must be looked at again.
    String text = new String(bytes, offset, length, charset);
    if (text.indexOf(REPLACEMENT) >= 0) {
      strictly(charset, bytes, offset, length, true);
    }
    return text;
  }

  /**
   * As {@link #decode} of a text that was cut anywhere: a character that is not all there at its
   * end is left out.
   */
  static String decodeCut(Charset charset, byte[] bytes, int offset, int length)
      throws CharacterCodingException {
    return strictly(charset, bytes, offset, length, false);
  }

  private static String strictly(
      Charset charset, byte[] bytes, int offset, int length, boolean whole)
      throws CharacterCodingException {
    ByteBuffer in = ByteBuffer.wrap(bytes, offset, length);
    CharBuffer out = CharBuffer.allocate(length * 2 + 2);
    CoderResult result = charset.newDecoder().decode(in, out, whole);
    if (result.isError()) {
      throw new MalformedTextException(
          "byte %d of %d is 0x%02X, which is not valid %s there"
              .formatted(in.position() - offset + 1, length, bytes[in.position()], charset.name()));
    }
    return out.flip().toString();
  }

  /** The one of the JDK takes no message. */
  private static final class MalformedTextException extends CharacterCodingException {
    private static final long serialVersionUID = 1L;
    private final String message;

    MalformedTextException(String message) {
      this.message = message;
    }

    @Override
    public String getMessage() {
      return message;
    }
  }
}
