// SPDX-License-Identifier: Apache-2.0
package io.holdfast.demo;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;

/**
 * Cuts bytes into lines at LF and nowhere else: a CR stays in its line, as does anything that is
 * not valid in any encoding. Bytes after the last LF are a line too. Holds one line at a time. Not
 * thread-safe.
 */
final class LineSplitter implements Closeable {
  private static final int BUFFER_BYTES = 64 * 1024;

  private final InputStream in;
  private final int longest;
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private final ByteArrayOutputStream begun = new ByteArrayOutputStream();
  private int from;
  private int until;
  private long lines;

  /**
   * Lines longer than {@code longest} bytes are refused. Reads no more than is there, so that lines
   * typed come at once.
   */
  LineSplitter(InputStream in, int longest) {
    this.in = in;
    this.longest = longest;
  }

  /** How many lines were returned so far: the number of the last one, counted from 1. */
  long lines() {
    return lines;
  }

  /**
   * The next line without its LF, in an array of its own; null at the end of the input. Blocks
   * while the input does.
   *
   * @throws LineTooLongException if it is longer than allowed; the splitter is of no use then
   */
  byte[] next() throws IOException {
    while (true) {
      int end = endOfLine();
      append(end);
      if (end < until) {
        from = end + 1;
        return take();
      }
      from = 0;
      until = Math.max(0, in.read(buffer));
      if (until == 0) {
        return begun.size() == 0 ? null : take();
      }
    }
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  private int endOfLine() {
    int at = from;
    while (at < until && buffer[at] != '\n') {
      at++;
    }
    return at;
  }

  private void append(int end) throws LineTooLongException {
    int length = end - from;
    if (length > longest - begun.size()) {
      throw new LineTooLongException(lines + 1, longest);
    }
    begun.write(buffer, from, length);
  }

  private byte[] take() {
    byte[] line = begun.toByteArray();
    begun.reset();
    lines++;
    return line;
  }
}
