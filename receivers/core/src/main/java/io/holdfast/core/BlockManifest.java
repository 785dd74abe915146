// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core;

import io.holdfast.core.internal.BlockMetadata;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;

/**
 * Which blocks a batch of one stream consists of, in order, and what each of them holds. The same
 * batch has the same blocks after a recovery; how they share its partitions depends on how many
 * cores the job has when the batch is made.
 *
 * <p>A value, immutable and thread-safe; may be sent to tasks.
 */
public final class BlockManifest implements Serializable {
  private static final long serialVersionUID = 1L;

  private final int streamId;
  private final long batchMillis;
  private final ArrayList<ArrayList<Block>> partitions;

  private BlockManifest(int streamId, long batchMillis, List<List<Block>> partitions) {
    this.streamId = streamId;
    this.batchMillis = batchMillis;
    this.partitions = new ArrayList<>(partitions.size());
    for (List<Block> blocks : partitions) {
      this.partitions.add(new ArrayList<>(blocks));
    }
  }

  /**
   * The manifest of a batch.
   *
   * @param partitions for each partition of the batch's RDD, the blocks it reads, in order; copied
   */
  public static BlockManifest of(int streamId, long batchMillis, List<List<Block>> partitions) {
    return new BlockManifest(streamId, batchMillis, partitions);
  }

  /** The number of the input stream. */
  public int streamId() {
    return streamId;
  }

  /** The time of the batch, in milliseconds. */
  public long batchMillis() {
    return batchMillis;
  }

  /** How many partitions the batch's RDD has. */
  public int partitions() {
    return partitions.size();
  }

  /** The blocks that a partition of the batch's RDD reads, in order; unmodifiable. */
  public List<Block> blocks(int partition) {
    return Collections.unmodifiableList(partitions.get(partition));
  }

  /** All blocks of the batch, in order. */
  public List<Block> blocks() {
    List<Block> blocks = new ArrayList<>();
    partitions.forEach(blocks::addAll);
    return blocks;
  }

  /** How many records the batch holds. */
  public long records() {
    long records = 0;
    for (List<Block> partition : partitions) {
      for (Block block : partition) {
        records += block.records();
      }
    }
    return records;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof BlockManifest manifest
        && streamId == manifest.streamId
        && batchMillis == manifest.batchMillis
        && partitions.equals(manifest.partitions);
  }

  @Override
  public int hashCode() {
    return Objects.hash(streamId, batchMillis, partitions);
  }

  @Override
  public String toString() {
    return "batch " + batchMillis + " of stream " + streamId + ": " + partitions;
  }

  /** One block: what one receiver instance stored in one piece. A value, immutable. */
  public static final class Block implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Kept in this form since there are many, and few are looked at. */
    private final BlockMetadata metadata;

    private Block(BlockMetadata metadata) {
      this.metadata = metadata;
    }

    /**
     * A block.
     *
     * @param instance the receiver instance that stored it; another one after each restart
     * @param sequence grows with the blocks of an instance, not always by one
     * @param records how many records it holds
     * @param ranges the positions that they cover; empty if the source has none
     */
    public static Block of(long instance, long sequence, long records, List<PositionRange> ranges) {
      return new Block(BlockMetadata.of(instance, sequence, records, ranges));
    }

    /** The receiver instance that stored the block. */
    public long instance() {
      return metadata.instance();
    }

    /** The place of the block among those of its instance: grows, not always by one. */
    public long sequence() {
      return metadata.sequence();
    }

    /** How many records the block holds. */
    public long records() {
      return metadata.records();
    }

    /** The positions that the block covers, partition by partition; empty if there are none. */
    public List<PositionRange> ranges() {
      return metadata.ranges();
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Block block && metadata.equals(block.metadata);
    }

    @Override
    public int hashCode() {
      return metadata.hashCode();
    }

    @Override
    public String toString() {
      return metadata.toString();
    }
  }
}
