// SPDX-License-Identifier: Apache-2.0
package io.holdfast.socket;

import java.util.Arrays;

/**
 * Finds the lines in a stream of bytes that comes in pieces. A line ends with LF, and a CR before
 * it is no part of the line. Holds one piece and one line at most. Used by one thread.
 */
final class LineSplitter {
  private final int maxLineBytes;
  private byte[] bytes = new byte[0];

  /** What is not split yet. */
  private int from;

  private int until;

  /** Up to here there is no line feed. */
  private int searched;

  /** The rest of a line that was cut is passed over. */
  private boolean passingOver;

  private int offset;
  private int length;
  private boolean cut;
  private long number;

  LineSplitter(int maxLineBytes) {
    this.maxLineBytes = maxLineBytes;
  }

  /** Takes the next piece of the stream. */
  void add(byte[] piece) {
    int rest = until - from;
    if (rest == 0) {
      bytes = piece; // pieces are the caller's to give away
    } else {
      makeRoom(rest, piece.length);
      System.arraycopy(piece, 0, bytes, rest, piece.length);
    }
    searched -= from;
    from = 0;
    until = rest + piece.length;
  }

  /** Moves the rest to the front of an array that has room for so much more, and again some day. */
  private void makeRoom(int rest, int more) {
    boolean fits = rest + more <= bytes.length;
    byte[] roomy = fits ? bytes : new byte[Math.max(rest + more, 2 * bytes.length)];
    System.arraycopy(bytes, from, roomy, 0, rest);
    bytes = roomy;
  }

  /** Ends the last line, since nothing more will come. */
  void end() {
    add(new byte[] {'\n'});
  }

  /** Goes to the next line; says false if there is none yet. */
  boolean next() {
    if (passingOver && !passOver()) {
      return false;
    }
    int feed = find();
    if (feed < 0) {
      return until - from > maxLineBytes + 1 && cutShort();
    }
    boolean returned = feed > from && bytes[feed - 1] == '\r';
    line(feed - from - (returned ? 1 : 0));
    skipTo(feed + 1);
    return true;
  }

  private boolean cutShort() {
    line(until - from);
    passingOver = true;
    skipTo(until);
    return true;
  }

  private void line(int size) {
    offset = from;
    cut = size > maxLineBytes;
    length = Math.min(size, maxLineBytes);
    number++;
  }

  private boolean passOver() {
    int feed = find();
    skipTo(feed < 0 ? until : feed + 1);
    passingOver = feed < 0;
    return feed >= 0;
  }

  private int find() {
    for (int i = searched; i < until; i++) {
      if (bytes[i] == '\n') {
        return i;
      }
    }
    searched = until;
    return -1;
  }

  private void skipTo(int position) {
    from = position;
    searched = position;
  }

  /** The array that holds the line. */
  byte[] bytes() {
    return bytes;
  }

  /** Where the line begins in it. */
  int offset() {
    return offset;
  }

  /** How long the line is, without what ended it; at most what a line may have. */
  int length() {
    return length;
  }

  /** Whether the line is longer than it may be, and this its beginning. */
  boolean isCut() {
    return cut;
  }

  /** The number of the line in the stream, from 1; 0 before the first one. */
  long number() {
    return number;
  }

  /** The bytes of the line, copied. */
  byte[] copy() {
    return Arrays.copyOfRange(bytes, offset, offset + length);
  }

  /** How many bytes of a line are here that nothing has ended yet. */
  int unfinished() {
    return passingOver ? 0 : until - from;
  }
}
