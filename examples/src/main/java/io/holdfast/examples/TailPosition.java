// SPDX-License-Identifier: Apache-2.0
package io.holdfast.examples;

/**
 * How far a tailed file was read. Stays on the executor, so it may be a record.
 *
 * @param file the key of the file, which it keeps when it is renamed
 * @param generation counts the files and truncations that were met; a file system gives the key of
 *     a deleted file to a new one, so the key alone would not name one numbering of bytes
 * @param offset the number of the byte to be read next
 */
record TailPosition(String file, long generation, long offset) {

  /** The name of the numbering that the offset belongs to. */
  String partition() {
    return file + "#" + generation;
  }

  /** So many bytes further on. */
  TailPosition plus(long bytes) {
    return new TailPosition(file, generation, offset + bytes);
  }

  @Override
  public String toString() {
    return offset + " of " + partition();
  }
}
