// SPDX-License-Identifier: Apache-2.0
package io.holdfast.examples;

import java.io.IOException;
import java.util.UUID;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkHadoopUtil;

/** Tries a checkpoint directory out, and knows how Spark says that it cannot read one. */
final class CheckpointDirectory {
  private static final Pattern CHECKPOINT = Pattern.compile("checkpoint-\\d+.*");

  private CheckpointDirectory() {}

  /** Creates the directory as Spark would, and a file in it that is gone afterwards. */
  static void check(String directory, SparkConf conf) throws BadConfigurationException {
    try {
      Path path = new Path(directory);
      FileSystem files = path.getFileSystem(SparkHadoopUtil.get().newConfiguration(conf));
      if (!files.mkdirs(path)) {
        throw new IOException("it cannot be created");
      }
      Path probe = new Path(path, ".probe-" + UUID.randomUUID());
      files.create(probe, false).close();
      files.delete(probe, false);
    } catch (IOException | IllegalArgumentException e) {
      throw new BadConfigurationException(
          "the checkpoint directory %s cannot be written (%s): give --checkpoint a directory that the job may create and write"
              .formatted(directory, Reason.of(e)),
          e);
    }
  }

  /** Renames checkpoints, so that no later start finds them, to what no start looks for. */
  static void setAside(String directory, SparkConf conf) throws BadConfigurationException {
    try {
      Path path = new Path(directory);
      FileSystem files = path.getFileSystem(SparkHadoopUtil.get().newConfiguration(conf));
      Path aside = new Path(path, "checkpoints-" + System.currentTimeMillis());
      for (FileStatus file : files.listStatus(path)) {
        if (CHECKPOINT.matcher(file.getPath().getName()).matches()) {
          files.mkdirs(aside);
          if (!files.rename(file.getPath(), new Path(aside, file.getPath().getName()))) {
            throw new IOException("%s was not renamed".formatted(file.getPath()));
          }
        }
      }
    } catch (IOException e) {
      throw new BadConfigurationException(
          "the checkpoints in %s cannot be renamed aside (%s): give --checkpoint another directory"
              .formatted(directory, Reason.of(e)),
          e);
    }
  }

  /** Whether this is what getOrCreate throws when there are checkpoints but none can be read. */
  static boolean isUnreadable(Throwable failure) {
    return failure.getMessage() != null
        && failure.getMessage().startsWith("Failed to read checkpoint");
  }

  /** Says what to do, and what a start without the checkpoint would cost. */
  static BadConfigurationException unreadable(String directory, Throwable failure, String cost) {
    return new BadConfigurationException(
        ("no checkpoint in %s can be read (%s): start the version of the job, and of Spark, that"
                + " wrote it, or give --start-anew, which renames it aside: %s")
            .formatted(directory, Reason.of(failure), cost),
        failure);
  }
}
