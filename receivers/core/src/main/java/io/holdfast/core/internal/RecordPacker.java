// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.holdfast.core.Positioned;
import io.holdfast.core.RecordBatch;
import io.holdfast.core.RecordCodec;
import java.util.List;

/** Writes the records of a batch, all of the kind of the first, for a {@link PackedReader}. */
final class RecordPacker {
  /** What a record takes beside its value, in most cases at most. */
  private static final int OVERHEAD_BYTES = 3;

  /** What the batch takes beside its records: its kind, their number, a partition's name. */
  private static final int HEAD_BYTES = 64;

  private static final int MOST_BELIEVED = 1 << 20;

  private final VarintWriter out;
  private final boolean positioned;
  private final ValueForm form;

  /** Null but for values that it is for. */
  private final RecordCodec<Object> codec;

  private String partition;
  private long offset;

  private RecordPacker(VarintWriter out, boolean positioned, ValueForm form, RecordCodec<?> codec) {
    this.out = out;
    this.positioned = positioned;
    this.form = form;
    this.codec = cast(codec);
  }

  @SuppressWarnings("unchecked") // each value is asked for its class before
  private static RecordCodec<Object> cast(RecordCodec<?> codec) {
    return (RecordCodec<Object>) codec;
  }

  /**
   * Writes the records. Says false if some cannot be packed, or not together: then what was written
   * of them is worth nothing.
   *
   * @param codec null if there is none
   */
  static boolean pack(List<?> records, RecordCodec<?> codec, VarintWriter out) {
    if (records.isEmpty()) {
      return false;
    }
    Object first = records.get(0);
    ValueForm form = ValueForm.of(value(first), codec);
    if (form == null) {
      return false;
    }
    boolean positioned = first instanceof Positioned<?>;
    out.writeByte(PackedReader.VERSION);
    out.writeByte(form.kind(positioned));
    out.writeUnsigned(records.size());
    RecordPacker packer = new RecordPacker(out, positioned, form, codec);
    for (Object record : records) {
      if (!packer.add(record)) {
        return false;
      }
    }
    return true;
  }

  private static Object value(Object record) {
    return record instanceof Positioned<?> it ? it.value() : record;
  }

  /** So that an array for the batch need not grow, unless text is not of ASCII. */
  static int likelyBytes(RecordBatch<?> batch, RecordCodec<?> codec) {
    List<?> records = batch.records();
    if (records.isEmpty()) {
      return 0;
    }
    ValueForm form = ValueForm.of(value(records.get(0)), codec);
    if (form == null) {
      return 0;
    }
    return form == ValueForm.CODED ? believed(batch.bytes()) : likelyBytes(records);
  }

  /** A source may be wrong in what it says; the array can grow. */
  private static int believed(long bytes) {
    return (int) Math.min(bytes, MOST_BELIEVED);
  }

  private static int likelyBytes(List<?> records) {
    long bytes = HEAD_BYTES + (long) records.size() * OVERHEAD_BYTES;
    for (Object record : records) {
      Object value = value(record);
      if (value instanceof byte[] array) {
        bytes += array.length;
      } else if (value instanceof String text) {
        bytes += text.length();
      }
    }
    return (int) Math.min(bytes, VarintWriter.MOST_BYTES);
  }

  /** Says false if the record is of another kind. */
  private boolean add(Object record) {
    Object value = record;
    if (positioned) {
      if (!(record instanceof Positioned<?> it)) {
        return false;
      }
      addPosition(it);
      value = it.value();
    }
    switch (form) {
      case TEXT -> {
        if (!(value instanceof String text)) {
          return false;
        }
        addText(text);
      }
      case BYTES -> {
        if (!(value instanceof byte[] bytes)) {
          return false;
        }
        addBytes(bytes);
      }
      case CODED -> {
        if (!codec.type().isInstance(value)) {
          return false;
        }
        addBytes(codec.toBytes(value));
      }
    }
    return true;
  }

  private void addPosition(Positioned<?> record) {
    if (!record.partition().equals(partition)) {
      partition = record.partition();
      out.writeByte(PackedReader.OTHER_PARTITION);
      addBytes(partition.getBytes(UTF_8));
      out.writeSigned(record.offset());
    } else if (record.offset() == offset + 1) {
      out.writeByte(PackedReader.NEXT);
    } else {
      out.writeByte(PackedReader.SAME_PARTITION);
      out.writeSigned(record.offset() - offset);
    }
    offset = record.offset();
  }

  private void addBytes(byte[] value) {
    out.writeUnsigned(value.length);
    out.writeBytes(value);
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
}
