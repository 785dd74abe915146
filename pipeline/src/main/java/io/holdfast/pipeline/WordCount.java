// SPDX-License-Identifier: Apache-2.0
package io.holdfast.pipeline;

import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.streaming.api.java.JavaDStream;
import org.apache.spark.streaming.api.java.JavaPairDStream;
import scala.Tuple2;

/** Counts words, batch by batch. */
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
