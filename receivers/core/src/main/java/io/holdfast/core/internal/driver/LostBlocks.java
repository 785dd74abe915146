// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal.driver;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What becomes of blocks that no executor has any more, in a job without a write-ahead log. Spark
 * drops them with a warning, and the batch succeeds without them.
 *
 * <p>Here a batch that was promised to survive fails: its RDD keeps the missing blocks, and the
 * task that reads one fails. Only what nobody promised is left out: blocks of unreplicated storage,
 * and blocks from before this driver, which died with it. Failing those would stop every restart at
 * the same batch. They are counted, and an error says so.
 */
final class LostBlocks {
  private static final Logger log = LoggerFactory.getLogger(LostBlocks.class);

  private final int streamId;
  private final boolean replicated;
  private long lost;

  LostBlocks(int streamId, boolean replicated) {
    this.streamId = streamId;
    this.replicated = replicated;
  }

  /**
   * The blocks that the batch is to read.
   *
   * @param isThere whether some executor has a block
   * @param isOlder whether a block is from before this driver
   * @param records how many records a block holds
   */
  synchronized <B> List<B> toRead(
      long batchMillis,
      List<B> blocks,
      Predicate<B> isThere,
      Predicate<B> isOlder,
      ToLongFunction<B> records) {
    List<B> read = new ArrayList<>(blocks.size());
    int failing = 0;
    long dropped = 0;
    for (B block : blocks) {
      if (isThere.test(block)) {
        read.add(block);
      } else if (replicated && !isOlder.test(block)) {
        failing++;
        read.add(block);
      } else {
        dropped += records.applyAsLong(block);
      }
    }
    if (failing > 0) {
      log.error(
          "Stream {}: {} of the {} blocks of batch {} are on no executor any more, so the batch"
              + " fails. Replication survives one executor at a time; a write-ahead log survives"
              + " all of them.",
          streamId,
          failing,
          blocks.size(),
          batchMillis);
    }
    if (read.size() < blocks.size()) {
      lost += dropped;
      log.error(
          "Stream {}: {} of the {} blocks of batch {} are lost with the memory that held them:"
              + " {} records that were acknowledged, {} since the start. A write-ahead log keeps"
              + " them.",
          streamId,
          blocks.size() - read.size(),
          blocks.size(),
          batchMillis,
          dropped,
          lost);
    }
    return read;
  }

  /** How many acknowledged records were left out since the start. */
  synchronized long records() {
    return lost;
  }
}
