// SPDX-License-Identifier: Apache-2.0
package io.holdfast.pipeline.totals;

import io.holdfast.core.Positioned;
import java.util.Collections;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.api.java.function.VoidFunction;

/** Counts the batches of records with positions, each record once. */
final class PositionedOutput<T> implements VoidFunction<JavaRDD<Positioned<T>>> {
  private static final long serialVersionUID = 1L;

  private final JdbcTotals totals;
  private final Function<T, String> line;

  PositionedOutput(JdbcTotals totals, Function<T, String> line) {
    this.totals = totals;
    this.line = line;
  }

  /** Called by Spark on the driver when the batch runs: those before it are committed. */
  @Override
  public void call(JavaRDD<Positioned<T>> rdd) {
    List<Batch<T>> batches = Batch.of(rdd.rdd());
    if (batches.isEmpty()) {
      return;
    }
    Term term = totals.term(rdd.context().applicationId());
    Ownership ownership = new Ownership(term.processed(RangeTable.POSITIONS));
    long records = 0;
    JavaRDD<String> lines = null;
    for (Batch<T> batch : batches) {
      JavaRDD<String> owned = batch.owned(ownership).map(line);
      lines = lines == null ? owned : lines.union(owned);
      records += batch.size();
    }
    if (ownership.owned().isEmpty()) {
      return; // all of it is in the totals
    }
    if (records == 0) {
      term.add(RangeTable.POSITIONS, ownership.owned(), Collections::emptyIterator);
      return;
    }
    try (BatchCounts counts = BatchCounts.of(lines, records)) {
      term.add(RangeTable.POSITIONS, ownership.owned(), counts::read);
    }
  }
}
