// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal;

import io.holdfast.core.ReceiverSettings;
import io.holdfast.core.RecordBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The open block: collects whole batches until it is large or old enough. Not thread-safe; the
 * pipeline's lock guards it.
 */
final class BlockBuilder<T, K> {
  /**
   * How many ranges a block has before it is sealed. The driver keeps them for as long as it
   * remembers the batch and writes them to its log twice: at some ten bytes each, so many are a few
   * KiB beside a block of many records, and a thousand would weigh on the driver.
   */
  static final int MAX_RANGES = 256;

  private final int maxRecords;
  private final long maxBytes;
  private final long maxAgeNanos;
  private final BlockIds ids;

  private List<Handed<T, K>> handed = new ArrayList<>();
  private RangeMerger ranges = new RangeMerger();
  private int records;
  private long bytes;
  private long firstNanos;

  /** When it is to be sealed: at its age at the latest. */
  private long untilNanos;

  BlockBuilder(ReceiverSettings settings, BlockIds ids) {
    maxRecords = settings.maxBlockRecords();
    maxBytes = settings.maxBlockBytes();
    maxAgeNanos = settings.maxBlockAge().toNanos();
    this.ids = ids;
  }

  boolean isEmpty() {
    return handed.isEmpty();
  }

  /** Whether the block has reached a bound of size and is to be sealed. */
  boolean isFull() {
    return records >= maxRecords || bytes >= maxBytes || ranges.size() >= MAX_RANGES;
  }

  /**
   * How long until the block is to be sealed; 0 or less if it is now. For one that is not empty.
   */
  long nanosLeft(long now) {
    return untilNanos - now;
  }

  /**
   * Has it sealed then, or at its age if that is earlier. For one that is not empty.
   *
   * @return whether that is earlier than it was
   */
  boolean sealBy(long nanos) {
    long before = untilNanos;
    untilNanos = firstNanos + Math.min(maxAgeNanos, nanos - firstNanos);
    return untilNanos - before < 0;
  }

  /**
   * Whether the block holds some of the batch's positions already. A position is in a block at most
   * once, or whoever counts each position once could not tell the second from the first.
   */
  boolean overlaps(RecordBatch<T> batch) {
    return batch.ranges().stream().anyMatch(ranges::overlaps);
  }

  void add(Handed<T, K> batch) {
    if (handed.isEmpty()) {
      firstNanos = batch.sinceNanos();
      untilNanos = firstNanos + maxAgeNanos;
    }
    handed.add(batch);
    batch.batch().ranges().forEach(ranges::add);
    records = Math.addExact(records, batch.batch().records().size());
    bytes += batch.batch().bytes();
  }

  /** Takes a batch out again, if it is in the block. */
  Optional<Handed<T, K>> remove(K ticket) {
    for (Handed<T, K> candidate : handed) {
      if (candidate.ticket() == ticket) {
        handed.remove(candidate);
        ranges = new RangeMerger(); // what is taken back is not covered
        handed.forEach(rest -> rest.batch().ranges().forEach(ranges::add));
        records -= candidate.batch().records().size();
        bytes -= candidate.batch().bytes();
        return Optional.of(candidate);
      }
    }
    return Optional.empty();
  }

  /** The batches so far, in order; not to be kept. */
  List<Handed<T, K>> handed() {
    return handed;
  }

  /** Takes the block out and begins the next one. */
  Block<T, K> seal() {
    Block<T, K> block = new Block<>(ids.instance(), ids.next(), handed, records, ranges.ranges());
    discard();
    return block;
  }

  /** Takes the batches out without making a block of them. */
  List<Handed<T, K>> discard() {
    List<Handed<T, K>> taken = handed;
    handed = new ArrayList<>();
    ranges = new RangeMerger();
    records = 0;
    bytes = 0;
    return taken;
  }
}
