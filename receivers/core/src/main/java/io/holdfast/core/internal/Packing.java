// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal;

import io.holdfast.core.RecordBatch;
import io.holdfast.core.RecordCodec;

/** Whether the records of a receiver are packed, and how. Immutable and thread-safe. */
public final class Packing {
  /** Text and bytes only. */
  static final Packing WITHOUT_CODEC = new Packing(true, null);

  private static final Packing NONE = new Packing(false, null);

  private final boolean packs;
  private final RecordCodec<?> codec;

  private Packing(boolean packs, RecordCodec<?> codec) {
    this.packs = packs;
    this.codec = codec;
  }

  /** Nothing is packed. */
  public static Packing none() {
    return NONE;
  }

  /**
   * Text and bytes are packed, and what the codec is for.
   *
   * @param codec null if there is none
   */
  public static Packing with(RecordCodec<?> codec) {
    return new Packing(true, codec);
  }

  /** The batch with its records packed, if they can be; else the batch as it is. */
  <T> RecordBatch<T> pack(RecordBatch<T> batch) {
    return packs ? PackedRecords.pack(batch, codec) : batch;
  }

  /** Likewise, behind what was written before. */
  <T> RecordBatch<T> pack(RecordBatch<T> batch, VarintWriter out) {
    return packs ? PackedRecords.pack(batch, codec, out) : batch;
  }

  /** How many bytes the batch takes, about; 0 if it is not packed. */
  int likelyBytes(RecordBatch<?> batch) {
    return packs ? RecordPacker.likelyBytes(batch, codec) : 0;
  }
}
