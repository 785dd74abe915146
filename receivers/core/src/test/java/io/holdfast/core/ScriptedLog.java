// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Iterator;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.spark.SparkConf;
import org.apache.spark.streaming.util.WriteAheadLog;
import org.apache.spark.streaming.util.WriteAheadLogRecordHandle;

/**
 * A driver's log, put into Spark by its own setting, that keeps nothing, and on cue fails to write
 * of the next block, or waits with it.
 */
public final class ScriptedLog extends WriteAheadLog {
  static final String SETTING = "spark.streaming.driver.writeAheadLog.class";

  private static final String BLOCK_ADDED = "BlockAdditionEvent";

  /** What is done with the next block that is added; null if that is nothing. */
  private static final AtomicReference<Runnable> NEXT = new AtomicReference<>();

  private static final WriteAheadLogRecordHandle HANDLE =
      new WriteAheadLogRecordHandle() {
        private static final long serialVersionUID = 1L;
      };

  /** As Spark makes it. */
  public ScriptedLog(SparkConf conf) {}

  static void reset() {
    NEXT.set(null);
  }

  /** The next block that is added is not. */
  static void failNext() {
    NEXT.set(
        () -> {
          throw new IllegalStateException("on cue");
        });
  }

  /** The next block that is added waits for the latch. */
  static void holdNext(CountDownLatch latch) {
    NEXT.set(
        () -> {
          try {
            latch.await();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  @Override
  public WriteAheadLogRecordHandle write(ByteBuffer record, long time) {
    boolean block = StandardCharsets.ISO_8859_1.decode(record).toString().contains(BLOCK_ADDED);
    Runnable next = block ? NEXT.getAndSet(null) : null;
    if (next != null) {
      next.run();
    }
    return HANDLE;
  }

  @Override
  public ByteBuffer read(WriteAheadLogRecordHandle handle) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Iterator<ByteBuffer> readAll() {
    return Collections.emptyIterator();
  }

  @Override
  public void clean(long threshold, boolean wait) {}

  @Override
  public void close() {}
}
