// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal.driver;

import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/**
 * The batches whose blocks nobody will read from memory any more: they are complete, and so is the
 * last batch that a window or a state reads them in. That is far earlier than a batch is forgotten,
 * and a recovery reads from the log. Used by one thread.
 */
final class SpentBatches {
  private final TreeSet<Long> complete = new TreeSet<>();

  /**
   * A batch has completed, after all that came before it or not.
   *
   * @param neededMillis how long the job needs the blocks of a batch
   * @return the batches that are spent now and were not before
   */
  List<Long> completed(long batchMillis, long neededMillis) {
    complete.add(batchMillis);
    Collection<Long> spent = complete.headSet(batchMillis - neededMillis, true);
    List<Long> taken = List.copyOf(spent);
    spent.clear();
    return taken;
  }
}
