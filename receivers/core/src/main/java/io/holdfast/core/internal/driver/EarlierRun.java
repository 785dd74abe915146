// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal.driver;

import io.holdfast.core.internal.spark.DriverLog;
import io.holdfast.core.internal.spark.StreamingInternals;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.spark.SparkConf;

/**
 * What a run left in its checkpoint directory.
 *
 * @param driverFiles the log files of its driver
 * @param receiverFiles the log files of its receivers
 * @param log what the driver's files say; empty if there are none, or none that can be read
 * @param readableCheckpoint whether the run can be recovered
 */
record EarlierRun(
    int driverFiles, int receiverFiles, Optional<DriverLog> log, boolean readableCheckpoint) {
  static final String DRIVER_LOG = "receivedBlockMetadata";
  static final String RECEIVER_LOGS = "receivedData";

  static EarlierRun in(String checkpointDirectory, SparkConf conf, Configuration hadoop)
      throws IOException {
    Path directory = new Path(checkpointDirectory);
    FileSystem files = directory.getFileSystem(hadoop);
    Path driverLog = new Path(directory, DRIVER_LOG);
    int driverFiles = count(files, driverLog);
    int receiverFiles = count(files, new Path(directory, RECEIVER_LOGS));
    if (driverFiles == 0 && receiverFiles == 0) {
      return new EarlierRun(0, 0, Optional.empty(), false);
    }
    return new EarlierRun(
        driverFiles,
        receiverFiles,
        driverFiles == 0 ? Optional.empty() : DriverLog.read(driverLog.toString(), conf, hadoop),
        StreamingInternals.hasReadableCheckpoint(checkpointDirectory, conf, hadoop));
  }

  /**
   * Whether it may have received something. A driver that died before its first checkpoint leaves a
   * log of empty batches only, and that may be ignored; a log with nothing in it that can be read
   * may not.
   */
  boolean received() {
    if (receiverFiles > 0) {
      return true;
    }
    boolean emptyBatchesOnly =
        log.filter(driver -> driver.events() > 0 && driver.blocks() == 0).isPresent();
    return driverFiles > 0 && !emptyBatchesOnly;
  }

  /** Counts files, not bytes: HDFS shows a file that was never closed as empty. */
  private static int count(FileSystem files, Path directory) throws IOException {
    try {
      int count = 0;
      RemoteIterator<LocatedFileStatus> all = files.listFiles(directory, true);
      while (all.hasNext()) {
        all.next();
        count++;
      }
      return count;
    } catch (FileNotFoundException e) {
      return 0;
    }
  }
}
