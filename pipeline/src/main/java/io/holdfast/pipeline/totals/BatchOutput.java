// SPDX-License-Identifier: Apache-2.0
package io.holdfast.pipeline.totals;

import io.holdfast.core.PositionRange;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.VoidFunction2;
import org.apache.spark.streaming.Time;

/**
 * Counts the batches of records without positions. Of a lineage, each batch counts once: it is
 * numbered by its time, which means the same after a recovery, and nothing in another lineage.
 */
final class BatchOutput implements VoidFunction2<JavaRDD<String>, Time> {
  private static final long serialVersionUID = 1L;

  private final JdbcTotals totals;
  private final long intervalMillis;

  BatchOutput(JdbcTotals totals, long intervalMillis) {
    this.totals = totals;
    this.intervalMillis = intervalMillis;
  }

  /** Called by Spark on the driver when the batch runs. */
  @Override
  public void call(JavaRDD<String> lines, Time time) {
    long number = time.milliseconds() / intervalMillis;
    PositionSet batch = new PositionSet();
    batch.add(PositionRange.of(totals.lineage(), number, number + 1));
    Term term = totals.term(lines.context().applicationId());
    if (term.processed(RangeTable.BATCHES).containsAll(batch)) {
      return;
    }
    try (BatchCounts counts = BatchCounts.of(lines, 0)) {
      term.add(RangeTable.BATCHES, batch, counts::read);
    }
  }
}
