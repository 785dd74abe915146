// SPDX-License-Identifier: Apache-2.0
package io.holdfast.pipeline;

import io.holdfast.core.Positioned;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.streaming.Duration;
import org.apache.spark.streaming.api.java.JavaDStream;
import org.apache.spark.streaming.api.java.JavaPairDStream;
import scala.Tuple2;

/**
 * Counts words: batch by batch, over a window, and, with a sink that keeps them, in total.
 *
 * <p>What is printed or written of a batch or of a window counts each record <em>at least</em>
 * once: a record that its source delivers again counts again, and a batch that a recovered driver
 * runs again is printed again. Totals that count each record exactly once are those of {@link
 * io.holdfast.pipeline.totals.JdbcTotals}.
 */
@SuppressWarnings("deprecation") // Spark deprecates DStreams as a whole, in favour of SQL's streams
public final class WordCount {
  private WordCount() {}

  /**
   * How often each word stands in each batch of lines, with words as {@link Words} finds them.
   *
   * <p>A batch's counts are computed once, however many outputs they have.
   */
  public static JavaPairDStream<String, Long> of(JavaDStream<String> lines) {
    return lines
        .flatMap(Words::of)
        .mapToPair(word -> new Tuple2<>(word, 1L))
        .reduceByKey(Long::sum);
  }

  /**
   * How often each word stands in the lines of the last batches, with words as {@link Words} finds
   * them. At least once, as all that is not a total.
   *
   * @param window how far back it reaches; a multiple of the batch interval
   * @param slide how often it is counted; a multiple of the batch interval
   */
  public static JavaPairDStream<String, Long> overWindow(
      JavaDStream<String> lines, Duration window, Duration slide) {
    return of(lines).reduceByKeyAndWindow(Long::sum, window, slide);
  }

  /** The lines of a stream of records that bear positions. */
  public static JavaDStream<String> lines(JavaDStream<Positioned<String>> records) {
    return records.map(Positioned::value);
  }

  /**
   * How often each word stands in lines, with words as {@link Words} finds them.
   *
   * @param partitions how many partitions the counts have
   */
  public static JavaPairRDD<String, Long> of(JavaRDD<String> lines, int partitions) {
    return lines
        .flatMap(Words::of)
        .mapToPair(word -> new Tuple2<>(word, 1L))
        .reduceByKey(Long::sum, partitions);
  }
}
