// SPDX-License-Identifier: Apache-2.0
package io.holdfast.pipeline;

import java.io.IOException;
import java.util.Objects;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.function.VoidFunction2;
import org.apache.spark.streaming.Time;

/**
 * A sink that writes the counts of each batch, or of each window, into a directory of its own, on
 * any Hadoop file system: {@code counts-1700000000000} for the batch of that time in milliseconds,
 * with a line {@code word<TAB>count} for each word, in UTF-8 and in no order, in as many files as
 * the counts have partitions. A batch without counts has an empty directory.
 *
 * <p>A directory is written aside and renamed: what has its name is complete. A batch that Spark
 * runs again after a recovery replaces its directory, which is missing for a moment then. So the
 * files hold each batch once; and a record that its source delivers again, in another batch, is
 * counted in both: at least once.
 *
 * <p>Given to {@code foreachRDD}; the executors write. A batch that cannot be written fails.
 */
public final class CountFiles implements VoidFunction2<JavaPairRDD<String, Long>, Time> {
  private static final long serialVersionUID = 1L;

  private final String directory;

  /** Counts in a directory, which is created if it does not exist. */
  public CountFiles(String directory) {
    this.directory = Objects.requireNonNull(directory, "directory");
  }

  /**
   * Writes a batch. Called by Spark on the driver.
   *
   * @throws IOException if it cannot be written; the batch fails
   */
  @Override
  public void call(JavaPairRDD<String, Long> counts, Time time) throws IOException {
    Path target = new Path(directory, "counts-" + time.milliseconds());
    Path aside = new Path(directory, ".counts-" + time.milliseconds());
    Configuration configuration = counts.context().hadoopConfiguration();
    FileSystem files = target.getFileSystem(configuration);
    files.delete(aside, true); // of a batch that was not finished
    counts.map(count -> count._1() + "\t" + count._2()).saveAsTextFile(aside.toString());
    files.delete(target, true);
    if (!files.rename(aside, target)) {
      throw new IOException("Cannot rename %s to %s".formatted(aside, target));
    }
  }
}
