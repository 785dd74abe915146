// SPDX-License-Identifier: Apache-2.0
package io.holdfast.it.job;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.apache.spark.streaming.util.FileBasedWriteAheadLog;
import org.apache.spark.streaming.util.WriteAheadLog;
import org.apache.spark.streaming.util.WriteAheadLogRecordHandle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Spark's own write-ahead log, on a disk that is slow while the file {@value #SLOW} is in a folder,
 * and full while {@value #FULL} is. Each write leaves a {@link #sign}. Thread-safe as that is.
 */
public final class TroubledLog extends WriteAheadLog {
  /** The folder, a key of Spark's configuration. */
  public static final String FOLDER = "spark.holdfast.it.trouble";

  /** Where the logs are, a key of Spark's configuration: each has a directory of its own there. */
  public static final String STORE = "spark.holdfast.it.logs";

  /** Each write takes two seconds. */
  public static final String SLOW = "slow";

  /** No write succeeds. */
  public static final String FULL = "full";

  /** What it logs of each write that it slows down, with the description of the task. */
  public static final String SAID_SLOW = "the disk of the log is slow";

  /** What it logs of each write that it refuses, with the description of the task. */
  public static final String SAID_FULL = "No space left on device";

  private static final Logger log = LoggerFactory.getLogger(TroubledLog.class);
  private static final int ROLL_SECONDS = 60;
  private static final int WRITE_SECONDS = 2;

  private final Path folder;

  /** The description of the task that it belongs to, which names the stream; null for a reader. */
  private final String task;

  private final String executor = SparkEnv.get().executorId();
  private final FileBasedWriteAheadLog sparks;

  /** Made by Spark, which keeps the directory of a log to its own class: this has one each. */
  public TroubledLog(SparkConf conf) {
    Configuration hadoop = SparkHadoopUtil.get().newConfiguration(conf);
    folder = Path.of(conf.get(FOLDER));
    TaskContext context = TaskContext.get();
    task = context == null ? null : context.getLocalProperty("spark.job.description");
    String directory = conf.get(STORE) + "/" + UUID.randomUUID();
    sparks = new FileBasedWriteAheadLog(conf, directory, hadoop, ROLL_SECONDS, 1, false);
  }

  /** The file that is there once an executor has tried to store a block of a stream. */
  public static Path sign(Path folder, String executor, int stream) {
    return folder.resolve("tried").resolve(executor + "-" + stream);
  }

  private void leaveSign() {
    int stream = Integer.parseInt(task.substring(task.lastIndexOf(' ') + 1));
    Path sign = sign(folder, executor, stream);
    try {
      Files.createDirectories(sign.getParent());
      Files.write(sign, new byte[0]);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public WriteAheadLogRecordHandle write(ByteBuffer record, long time) {
    leaveSign();
    if (Files.exists(folder.resolve(FULL))) {
      log.warn("{}: {}", SAID_FULL, task);
      throw new UncheckedIOException(new IOException(SAID_FULL));
    }
    if (Files.exists(folder.resolve(SLOW))) {
      log.warn("{}: {}", SAID_SLOW, task);
      try {
        TimeUnit.SECONDS.sleep(WRITE_SECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    return sparks.write(record, time);
  }

  @Override
  public ByteBuffer read(WriteAheadLogRecordHandle handle) {
    return sparks.read(handle);
  }

  @Override
  public Iterator<ByteBuffer> readAll() {
    return sparks.readAll();
  }

  @Override
  public void clean(long threshold, boolean wait) {
    sparks.clean(threshold, wait);
  }

  @Override
  public void close() {
    sparks.close();
  }
}
