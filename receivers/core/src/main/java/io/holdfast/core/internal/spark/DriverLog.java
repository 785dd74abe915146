// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal.spark;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.streaming.ObjectInputStreamWithLoader;
import org.apache.spark.streaming.scheduler.BlockAdditionEvent;
import org.apache.spark.streaming.util.WriteAheadLog;
import org.apache.spark.streaming.util.WriteAheadLogUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the log of a driver says about the blocks it was told of.
 *
 * @param events all entries
 * @param blocks the entries that are received blocks
 * @param records the records in them, as far as they are known
 */
public record DriverLog(long events, long blocks, long records) {
  private static final Logger log = LoggerFactory.getLogger(DriverLog.class);

  /** Reads the whole log; empty if it is none that this job can read. */
  public static Optional<DriverLog> read(String directory, SparkConf conf, Configuration hadoop) {
    try {
      WriteAheadLog file = WriteAheadLogUtils.createLogForDriver(conf, directory, hadoop);
      try {
        return Optional.of(count(file.readAll()));
      } finally {
        file.close();
      }
    } catch (Exception | LinkageError e) { // a broken log throws whatever its bytes lead to
      log.debug("The log in {} cannot be read", directory, e);
      return Optional.empty();
    }
  }

  private static DriverLog count(Iterator<ByteBuffer> entries)
      throws IOException, ClassNotFoundException {
    long events = 0;
    long blocks = 0;
    long records = 0;
    while (entries.hasNext()) {
      Object event = deserialize(entries.next());
      events++;
      if (event instanceof BlockAdditionEvent addition) {
        blocks++;
        records += ReceivedBlocks.metadata(addition.receivedBlockInfo()).records();
      }
    }
    return new DriverLog(events, blocks, records);
  }

  private static Object deserialize(ByteBuffer entry) throws IOException, ClassNotFoundException {
    byte[] bytes = new byte[entry.remaining()];
    entry.duplicate().get(bytes);
    ClassLoader loader = Thread.currentThread().getContextClassLoader();
    try (ObjectInputStream in =
        new ObjectInputStreamWithLoader(new ByteArrayInputStream(bytes), loader)) {
      return in.readObject();
    }
  }
}
