// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal;

import java.security.SecureRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Block ids that no other receiver, thread or earlier life has used.
 *
 * <p>Spark's own ids start at the time of day, so two generators, or an executor whose clock is
 * behind, can make the same id twice; the second block is then silently the first one.
 */
final class BlockIds {
  /** Ids must not be negative; the upper half is left for counting. */
  private static final int BITS = 62;

  private final long instance;
  private final AtomicLong next;

  BlockIds() {
    this(new SecureRandom().nextLong() >>> (Long.SIZE - BITS));
  }

  BlockIds(long first) {
    instance = first;
    next = new AtomicLong(first);
  }

  /** The first id; names the receiver instance that counts with this. */
  long instance() {
    return instance;
  }

  long next() {
    return next.getAndIncrement();
  }
}
