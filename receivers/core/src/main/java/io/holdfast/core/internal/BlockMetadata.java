// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal;

import io.holdfast.core.PositionRange;
import io.holdfast.core.internal.metrics.Figures;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * What a block says of itself to the driver: which receiver instance made it, as which of its
 * blocks, how many records it holds and which positions they cover; and the receiver's figures at
 * that moment, which have no other way to the driver.
 *
 * <p>A value: after a recovery Spark finds the blocks of finished batches by comparing what it read
 * from its log, this included, and processes again what it does not find. So its one field is its
 * bytes, which are equal exactly when the values are; any serializer keeps them, in little more
 * space than they take. That matters because Spark writes them to its log twice for each block.
 */
public final class BlockMetadata implements Serializable {
  private static final long serialVersionUID = 1L;

  /** To be changed with the encoding: logs and checkpoints outlive the release that wrote them. */
  private static final int VERSION = 1;

  private static final int QUIESCED = 1;
  private static final int PACKED = 2;

  private final byte[] encoded;

  private BlockMetadata(
      long instance,
      long sequence,
      long records,
      int flags,
      List<PositionRange> ranges,
      Figures figures) {
    VarintWriter writer = new VarintWriter();
    writer.writeByte(VERSION);
    writer.writeFixed(instance);
    writer.writeUnsigned(sequence);
    writer.writeUnsigned(records);
    writer.writeByte(flags);
    MetadataEncoding.write(writer, ranges);
    MetadataEncoding.write(writer, figures);
    encoded = writer.toByteArray();
  }

  /** What an ordinary block of a receiver says that keeps no figures. */
  public static BlockMetadata of(
      long instance, long sequence, long records, List<PositionRange> ranges) {
    return of(instance, sequence, records, ranges, Figures.ZERO);
  }

  /**
   * What an ordinary block says.
   *
   * @param instance the receiver instance: one engine between Spark's start and stop
   * @param sequence grows with the instance's blocks; a block that holds no record is not stored
   *     and leaves a gap
   * @param ranges what the block's records cover, merged
   * @param figures those of the receiver as they are once the block is stored
   */
  public static BlockMetadata of(
      long instance, long sequence, long records, List<PositionRange> ranges, Figures figures) {
    return new BlockMetadata(instance, sequence, records, 0, ranges, figures);
  }

  /** What a block says whose records are stored as a {@link PackedBlock}. */
  public static BlockMetadata packed(
      long instance, long sequence, long records, List<PositionRange> ranges, Figures figures) {
    return new BlockMetadata(instance, sequence, records, PACKED, ranges, figures);
  }

  /** What the last block of an instance says that was told to quiesce: nothing comes after it. */
  public static BlockMetadata quiesced(long instance, long sequence) {
    return new BlockMetadata(
        instance, sequence, 0, QUIESCED, Collections.emptyList(), Figures.ZERO);
  }

  /** The receiver instance that made the block. */
  public long instance() {
    return decode().instance;
  }

  /** The place of the block among those of its instance. */
  public long sequence() {
    return decode().sequence;
  }

  /** How many records the block holds. */
  public long records() {
    return decode().records;
  }

  /** Whether the instance has quiesced, and this block only says so. */
  public boolean isQuiesced() {
    return decode().is(QUIESCED);
  }

  /** Whether the records are stored as a {@link PackedBlock}, and not as Spark serializes them. */
  public boolean isPacked() {
    return decode().is(PACKED);
  }

  /** The positions that the block covers, partition by partition; a list of the caller's own. */
  public List<PositionRange> ranges() {
    return decode().ranges;
  }

  /** The receiver's figures once the block was stored, if it keeps any. */
  public Optional<Figures> figures() {
    return decode().figures;
  }

  private Decoded decode() {
    return new Decoded(new VarintReader(encoded));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof BlockMetadata metadata && Arrays.equals(encoded, metadata.encoded);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(encoded);
  }

  @Override
  public String toString() {
    Decoded decoded = decode();
    return "block %d of instance %x: %s"
        .formatted(
            decoded.sequence,
            decoded.instance,
            decoded.is(QUIESCED) ? "quiesced" : decoded.records + " records " + decoded.ranges);
  }

  /** The bytes, read. Never stored: they are few, and read a few times a batch. */
  private static final class Decoded {
    private final long instance;
    private final long sequence;
    private final long records;
    private final int flags;
    private final List<PositionRange> ranges;
    private final Optional<Figures> figures;

    Decoded(VarintReader reader) {
      int version = reader.readByte();
      if (version != VERSION) {
        throw new IllegalStateException(
            "The metadata of a block has version %d, this release reads version %d: recover with the release that wrote the checkpoint"
                .formatted(version, VERSION));
      }
      instance = reader.readFixed();
      sequence = reader.readUnsigned();
      records = reader.readUnsigned();
      flags = reader.readByte();
      ranges = MetadataEncoding.read(reader);
      figures = MetadataEncoding.readFigures(reader);
    }

    boolean is(int flag) {
      return (flags & flag) != 0;
    }
  }
}
