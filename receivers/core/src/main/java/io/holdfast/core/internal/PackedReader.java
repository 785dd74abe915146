// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.holdfast.core.Positioned;
import io.holdfast.core.RecordCodec;
import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * Reads packed records, one batch after the other. Not thread-safe.
 *
 * <p>A batch is a version, its kind, the number of its records, and these: the position, if they
 * have one, and the value: the number of bytes and these, for text with a bit that tells whether
 * they are UTF-8.
 */
final class PackedReader implements Iterator<Object> {
  /** To be changed with the form: logs outlive the release that wrote them. */
  static final int VERSION = 2;

  /** A position is this, if it is in the partition of the record before and its offset the next, */
  static final int NEXT = 0;

  /** or this and how much larger the offset is, */
  static final int SAME_PARTITION = 1;

  /** or this, the name of the partition, and the offset. */
  static final int OTHER_PARTITION = 2;

  private final VarintReader in;

  /** Null if the job has none. */
  private final RecordCodec<?> codec;

  private boolean positioned;
  private ValueForm form;
  private int left;
  private String partition = "";
  private long offset;

  PackedReader(VarintReader in, RecordCodec<?> codec) {
    this.in = in;
    this.codec = codec;
  }

  @Override
  public boolean hasNext() {
    while (left == 0 && in.hasMore()) {
      checkVersion(in.readByte());
      int kind = in.readByte();
      positioned = ValueForm.isPositioned(kind);
      form = ValueForm.ofKind(kind);
      if (form == ValueForm.CODED && codec == null) {
        throw new IllegalStateException(
            "The records were written by a codec, and the receiver has none any more");
      }
      left = in.readCount();
    }
    return left > 0;
  }

  /**
   * Lets no other version pass.
   *
   * @param version what a batch begins with; 0 if there is none
   */
  static void checkVersion(int version) {
    if (version != VERSION) {
      throw new IllegalStateException(
          "A packed block has version %d, this release reads version %d: recover with the release that wrote it"
              .formatted(version, VERSION));
    }
  }

  @Override
  public Object next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    left--;
    if (!positioned) {
      return value();
    }
    readPosition();
    return Positioned.of(partition, offset, value());
  }

  private void readPosition() {
    switch (in.readByte()) {
      case NEXT -> offset++;
      case SAME_PARTITION -> offset += in.readSigned();
      default -> {
        String name = in.readString(in.readCount(), UTF_8);
        if (!name.equals(partition)) { // else all records share the one that is there
          partition = name;
        }
        offset = in.readSigned();
      }
    }
  }

  private Object value() {
    return switch (form) {
      case BYTES -> in.readBytes(in.readCount());
      case CODED -> codec.fromBytes(in.readBytes(in.readCount()));
      case TEXT -> text();
    };
  }

  private String text() {
    long length = in.readUnsigned();
    int count = Math.toIntExact(length >>> 1);
    return (length & 1) == 0 ? in.readString(count, UTF_8) : in.readChars(count);
  }
}
