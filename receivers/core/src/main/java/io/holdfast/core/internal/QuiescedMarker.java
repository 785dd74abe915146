// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal;

import java.util.Collections;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The last block of a receiver that was told to quiesce: without records, and after all its other
 * blocks, so that the batch which holds it is the last that holds anything of the receiver's.
 */
final class QuiescedMarker<T> {
  private static final Logger log = LoggerFactory.getLogger(QuiescedMarker.class);

  private final SparkDoor<T> door;
  private final BlockIds ids;

  QuiescedMarker(SparkDoor<T> door, BlockIds ids) {
    this.door = door;
    this.ids = ids;
  }

  /**
   * Tries to store it; says whether it is stored. If the outcome is unknown it is not, and a second
   * one does no harm.
   */
  boolean store() {
    long id = ids.next();
    BlockMetadata metadata = BlockMetadata.quiesced(ids.instance(), id - ids.instance());
    try {
      door.store(id, Collections::emptyIterator, metadata);
    } catch (Exception e) {
      log.warn("Stream {}: the driver could not be told of the drain", door.streamId(), e);
      return false;
    }
    log.info("Stream {}: drained, and the driver knows it", door.streamId());
    return true;
  }
}
