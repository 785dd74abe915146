// SPDX-License-Identifier: Apache-2.0
package io.holdfast.benchmarks;

import com.codahale.metrics.Counter;
import com.codahale.metrics.MetricRegistry;
import com.codahale.metrics.Timer;
import io.holdfast.core.ReceiverStreams;
import io.holdfast.core.ReliableReceiver;
import io.holdfast.parts.TemporaryDirectory;
import java.util.Iterator;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.apache.spark.metrics.source.Source;
import org.apache.spark.streaming.Durations;
import org.apache.spark.streaming.api.java.JavaDStream;
import org.apache.spark.streaming.api.java.JavaStreamingContext;

/**
 * A local job on two cores that reads each record of a stream and counts it, with batches of a
 * second. One at a time.
 */
@SuppressWarnings("deprecation") // Spark deprecates its whole streaming API, and keeps it
final class CountingJob implements AutoCloseable {
  private static final long BOUND_NANOS = TimeUnit.MINUTES.toNanos(3);
  private static final long GLANCE_MILLIS = 5;

  /** Static, since closures are copied; one job runs at a time. */
  private static final AtomicLong COUNTED = new AtomicLong();

  private static final AtomicLong SUM = new AtomicLong();
  private static final AtomicLong BEGAN_NANOS = new AtomicLong();

  private final TemporaryDirectory directory;
  private final JavaStreamingContext context;

  private CountingJob(TemporaryDirectory directory, JavaStreamingContext context) {
    this.directory = directory;
    this.context = context;
  }

  /** Starts one whose batches take no longer than they need. */
  static CountingJob start(boolean log, Function<JavaStreamingContext, JavaDStream<?>> stream) {
    return start(log, 0, stream);
  }

  /**
   * Starts one.
   *
   * @param log whether it keeps a write-ahead log, on the local disk
   * @param slowMillis how much longer each batch takes than it needs
   * @param stream what it reads
   */
  static CountingJob start(
      boolean log, long slowMillis, Function<JavaStreamingContext, JavaDStream<?>> stream) {
    COUNTED.set(0);
    SUM.set(0);
    BEGAN_NANOS.set(0);
    TemporaryDirectory directory = TemporaryDirectory.create("benchmark");
    JavaStreamingContext context = new JavaStreamingContext(conf(log), Durations.seconds(1));
    CountingJob job = new CountingJob(directory, context);
    try {
      if (log) {
        context.checkpoint(directory.path().resolve("checkpoint").toString());
      }
      stream
          .apply(context)
          .foreachRDD(
              rdd -> {
                rdd.foreachPartition(CountingJob::count);
                TimeUnit.MILLISECONDS.sleep(slowMillis);
              });
      context.start();
    } catch (RuntimeException e) {
      job.close();
      throw e;
    }
    return job;
  }

  /** Starts one that reads a receiver of ours. */
  static CountingJob start(boolean log, ReliableReceiver<?> receiver) {
    return start(log, 0, receiver);
  }

  /** Starts one that reads a receiver of ours, with batches that take longer than they need. */
  static CountingJob start(boolean log, long slowMillis, ReliableReceiver<?> receiver) {
    return start(log, slowMillis, context -> ReceiverStreams.create(context, receiver));
  }

  private static SparkConf conf(boolean log) {
    return new SparkConf(false)
        .setMaster("local[2]")
        .setAppName("benchmark")
        .set("spark.ui.enabled", "false")
        .set("spark.driver.host", "127.0.0.1")
        .set("spark.driver.bindAddress", "127.0.0.1")
        .set("spark.locality.wait", "0s")
        .set("spark.streaming.receiver.writeAheadLog.enable", "" + log);
  }

  /** To be called by whoever has the first records before the job has. */
  static void began() {
    if (BEGAN_NANOS.get() == 0) {
      BEGAN_NANOS.compareAndSet(0, System.nanoTime());
    }
  }

  /** Waits until a receiver, or the job itself, has something to do. */
  void awaitBegin() throws InterruptedException, TimeoutException {
    await("the first record", () -> BEGAN_NANOS.get() != 0 || total("received") > 0);
  }

  private static void count(Iterator<?> records) {
    if (records.hasNext()) {
      began();
    }
    long count = 0;
    long sum = 0;
    while (records.hasNext()) {
      sum += Checksum.of(records.next());
      count++;
    }
    SUM.addAndGet(sum);
    COUNTED.addAndGet(count);
  }

  /** How many records were counted. */
  long counted() {
    return COUNTED.get();
  }

  /**
   * Waits until so many are counted.
   *
   * @throws IllegalStateException if it is another number, or their checksums do not add up to that
   */
  void awaitAll(long records, long checksum) throws InterruptedException, TimeoutException {
    awaitAll(records);
    if (SUM.get() != checksum) {
      throw new IllegalStateException("all records counted, but they are not those that were sent");
    }
  }

  /** Waits until so many are counted. */
  void awaitAll(long records) throws InterruptedException, TimeoutException {
    await("the last of %d records".formatted(records), () -> COUNTED.get() >= records);
    if (COUNTED.get() != records) {
      throw new IllegalStateException("%d records counted of %d".formatted(COUNTED.get(), records));
    }
  }

  /** A total of the receiver, as Spark's metrics system shows it; 0 before it has begun. */
  long total(String name) {
    return metrics().map(each -> each.getCounters().get(name)).map(Counter::getCount).orElse(0L);
  }

  /** The median of what the receiver's store took, in milliseconds. */
  double storeMillis() {
    Timer timer = metrics().orElseThrow().getTimers().get("storeLatency");
    return timer.getSnapshot().getMedian() / 1e6;
  }

  private static Optional<MetricRegistry> metrics() {
    var sources = SparkEnv.get().metricsSystem().getSourcesByName("holdfast.receiver-0");
    return sources.isEmpty()
        ? Optional.empty()
        : Optional.of(sources.head()).map(Source::metricRegistry);
  }

  /** Waits until something is so. */
  static void await(String what, BooleanSupplier done)
      throws InterruptedException, TimeoutException {
    long deadline = System.nanoTime() + BOUND_NANOS;
    while (!done.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new TimeoutException(what + " did not come");
      }
      TimeUnit.MILLISECONDS.sleep(GLANCE_MILLIS);
    }
  }

  @Override
  public void close() {
    try (directory) {
      context.close();
    }
  }
}
