// SPDX-License-Identifier: Apache-2.0
package io.holdfast.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import org.apache.kafka.common.errors.SerializationException;

/** Strict UTF-8: what is malformed is refused, never replaced. */
final class Utf8 {
  private static final char REPLACEMENT = '\uFFFD';

  private Utf8() {}

  /**
   * The text that these bytes are.
   *
   * @throws SerializationException if they are not valid UTF-8; the message says where
   */
  static String decode(byte[] bytes) {
    // The constructor is several times faster than a strict decoder, and puts U+FFFD in the place
    // of what is malformed: only a text that has one must be looked at again.
    String text = new String(bytes, UTF_8);
    if (text.indexOf(REPLACEMENT) >= 0) {
      refuseMalformed(bytes);
    }
    return text;
  }

  private static void refuseMalformed(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    if (UTF_8.newDecoder().decode(in, CharBuffer.allocate(bytes.length), true).isError()) {
      throw new SerializationException(
          "the value is not valid UTF-8: byte %d of %d is 0x%02X"
              .formatted(in.position() + 1, bytes.length, bytes[in.position()]));
    }
  }
}
