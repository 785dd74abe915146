// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.holdfast.core.Positioned;
import java.io.Serializable;
import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * Some records of a block as one array of bytes, which is all that Spark's serializer sees of them.
 * A value.
 *
 * <p>One after the other, each record is its position, if it has one, and its value: the number of
 * bytes and these, for text with a bit that tells whether they are UTF-8. Instances are in
 * write-ahead logs: a change of this form needs a new class.
 */
public final class PackedRecords implements Serializable {
  private static final long serialVersionUID = 1L;

  /** A position is this, if it is in the partition of the record before and its offset the next, */
  private static final int NEXT = 0;

  /** or this and how much larger the offset is, */
  private static final int SAME_PARTITION = 1;

  /** or this, the name of the partition, and the offset. */
  private static final int OTHER_PARTITION = 2;

  private final boolean positioned;
  private final boolean text;
  private final int count;
  private final byte[] bytes;

  private PackedRecords(boolean positioned, boolean text, int count, byte[] bytes) {
    this.positioned = positioned;
    this.text = text;
    this.count = count;
    this.bytes = bytes;
  }

  /** The records, made anew by each iterator. */
  public Iterator<Object> iterator() {
    return new Reader();
  }

  private final class Reader implements Iterator<Object> {
    private final VarintReader in = new VarintReader(bytes);
    private int left = count;
    private String partition = "";
    private long offset;

    @Override
    public boolean hasNext() {
      return left > 0;
    }

    @Override
    public Object next() {
      if (left == 0) {
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
          partition = in.readString(in.readCount(), UTF_8);
          offset = in.readSigned();
        }
      }
    }

    private Object value() {
      if (!text) {
        return in.readBytes(in.readCount());
      }
      long length = in.readUnsigned();
      int count = Math.toIntExact(length >>> 1);
      return (length & 1) == 0 ? in.readString(count, UTF_8) : in.readChars(count);
    }
  }

  /** Collects records of one kind. Not thread-safe. */
  static final class Writer {
    private static final int LARGE = 1 << 20;

    private final VarintWriter out = new VarintWriter();
    private final boolean positioned;
    private final boolean text;
    private String partition;
    private long offset;
    private int count;

    /** Writes records of the kind of this one, which is one that can be packed. */
    Writer(Object first) {
      positioned = first instanceof Positioned<?>;
      text = value(first) instanceof String;
    }

    /**
     * Whether a record can be packed: text or bytes, with a position or without. One that is large
     * gains nothing.
     */
    static boolean packs(Object record) {
      Object value = value(record);
      return (value instanceof String string && string.length() <= LARGE)
          || (value instanceof byte[] bytes && bytes.length <= LARGE);
    }

    /** Whether a record can be packed, and is of the kind that is collected here. */
    boolean takes(Object record) {
      return packs(record)
          && record instanceof Positioned<?> == positioned
          && value(record) instanceof String == text;
    }

    private static Object value(Object record) {
      return record instanceof Positioned<?> it ? it.value() : record;
    }

    void add(Object record) {
      if (record instanceof Positioned<?> it) {
        addPosition(it);
      }
      if (text) {
        addText((String) value(record));
      } else {
        byte[] value = (byte[]) value(record);
        out.writeUnsigned(value.length);
        out.writeBytes(value);
      }
      count++;
    }

    private void addPosition(Positioned<?> record) {
      if (!record.partition().equals(partition)) {
        partition = record.partition();
        out.writeByte(OTHER_PARTITION);
        byte[] name = partition.getBytes(UTF_8);
        out.writeUnsigned(name.length);
        out.writeBytes(name);
        out.writeSigned(record.offset());
      } else if (record.offset() == offset + 1) {
        out.writeByte(NEXT);
      } else {
        out.writeByte(SAME_PARTITION);
        out.writeSigned(record.offset() - offset);
      }
      offset = record.offset();
    }

    /** Half a surrogate pair, which UTF-8 does not have, is a character of a string, too. */
    private void addText(String value) {
      byte[] utf8 = value.getBytes(UTF_8);
      if (new String(utf8, UTF_8).equals(value)) {
        out.writeUnsigned(2L * utf8.length);
        out.writeBytes(utf8);
      } else {
        out.writeUnsigned(2L * value.length() + 1);
        out.writeChars(value);
      }
    }

    int bytes() {
      return out.length();
    }

    PackedRecords packed() {
      return new PackedRecords(positioned, text, count, out.toByteArray());
    }
  }
}
