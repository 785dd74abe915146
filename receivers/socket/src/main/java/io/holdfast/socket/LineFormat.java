// SPDX-License-Identifier: Apache-2.0
package io.holdfast.socket;

import java.io.IOException;
import java.io.Serializable;
import java.nio.charset.Charset;
import java.util.function.Consumer;

/**
 * What a line is, and what is made of it. Immutable, and serializable by Java and by Kryo.
 *
 * @param <T> the type of the records
 */
final class LineFormat<T> implements Serializable {
  private static final long serialVersionUID = 1L;

  /** A Charset cannot travel. */
  private final String charset;

  private final int maxLineBytes;
  private final LongLinePolicy longLines;
  private final UnfinishedLinePolicy unfinishedLine;
  private final LineDecoder<T> decoder;

  private transient Charset resolved;

  LineFormat(
      Charset charset,
      int maxLineBytes,
      LongLinePolicy longLines,
      UnfinishedLinePolicy unfinishedLine,
      LineDecoder<T> decoder) {
    this.charset = charset.name();
    this.maxLineBytes = maxLineBytes;
    this.longLines = longLines;
    this.unfinishedLine = unfinishedLine;
    this.decoder = decoder;
  }

  int maxLineBytes() {
    return maxLineBytes;
  }

  boolean deliversUnfinished() {
    return unfinishedLine == UnfinishedLinePolicy.DELIVER;
  }

  /**
   * Makes records of the line that the splitter is at.
   *
   * @throws Exception if it is poison
   */
  void decode(LineSplitter at, Consumer<T> out) throws Exception {
    decoder.decode(text(at), out);
  }

  private String text(LineSplitter at) throws IOException {
    if (!at.isCut()) {
      return StrictText.decode(charset(), at.bytes(), at.offset(), at.length());
    }
    if (longLines == LongLinePolicy.POISON) {
      throw new IOException("the line is longer than %,d bytes".formatted(maxLineBytes));
    }
    return StrictText.decodeCut(charset(), at.bytes(), at.offset(), at.length());
  }

  private Charset charset() {
    if (resolved == null) {
      resolved = Charset.forName(charset);
    }
    return resolved;
  }
}
