// SPDX-License-Identifier: Apache-2.0
package io.holdfast.benchmarks;

import io.holdfast.parts.TemporaryDirectory;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.streaming.util.WriteAheadLog;
import org.apache.spark.streaming.util.WriteAheadLogUtils;

/** What is below a job with a write-ahead log: its log, and the disk. */
final class BareLog {
  private static final int BLOCK_BYTES = 4 << 20;

  private BareLog() {}

  /** Writes as many bytes as the records have to Spark's log, which does not wait for the disk. */
  static Round log(KafkaTask task) {
    try (TemporaryDirectory directory = TemporaryDirectory.create("log")) {
      WriteAheadLog log =
          WriteAheadLogUtils.createLogForReceiver(
              new SparkConf(false), "" + directory.path(), new Configuration());
      try {
        Meter meter = Meter.here();
        for (long left = task.topic().bytes(); left > 0; left -= BLOCK_BYTES) {
          var unused = log.write(ByteBuffer.allocate(BLOCK_BYTES), System.currentTimeMillis());
        }
        return meter.round(task.topic().records(), meter.seconds(), Map.of());
      } finally {
        log.close();
      }
    }
  }

  /** Writes as many to a file, and waits for the disk after each block. */
  static Round disk(KafkaTask task) throws Exception {
    try (TemporaryDirectory directory = TemporaryDirectory.create("disk");
        FileChannel file =
            FileChannel.open(
                directory.path().resolve("blocks"),
                StandardOpenOption.CREATE_NEW,
                StandardOpenOption.WRITE)) {
      Meter meter = Meter.here();
      ByteBuffer block = ByteBuffer.allocateDirect(BLOCK_BYTES);
      for (long left = task.topic().bytes(); left > 0; left -= BLOCK_BYTES) {
        block.clear();
        while (block.hasRemaining()) {
          int unused = file.write(block);
        }
        file.force(false);
      }
      return meter.round(task.topic().records(), meter.seconds(), Map.of());
    }
  }
}
