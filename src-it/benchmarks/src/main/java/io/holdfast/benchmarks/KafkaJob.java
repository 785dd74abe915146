// SPDX-License-Identifier: Apache-2.0
package io.holdfast.benchmarks;

import com.codahale.metrics.Counter;
import io.holdfast.core.ReceiverStreams;
import io.holdfast.parts.TemporaryDirectory;
import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import jdk.jfr.Recording;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.apache.spark.metrics.source.Source;
import org.apache.spark.streaming.Durations;
import org.apache.spark.streaming.api.java.JavaStreamingContext;

/**
 * A local job that reads a whole topic and counts it, measured from its first record to its last.
 */
@SuppressWarnings("deprecation") // Spark deprecates its whole streaming API, and keeps it
final class KafkaJob {
  private static final long BOUND_NANOS = TimeUnit.MINUTES.toNanos(3);
  private static final long GLANCE_MILLIS = 10;

  /** Static, since closures are copied; one job runs at a time. */
  private static final AtomicLong COUNTED = new AtomicLong();

  private KafkaJob() {}

  /** Runs one round; returns when every record is committed and counted. */
  static Round run(Contender contender, KafkaTopic topic) throws Exception {
    COUNTED.set(0);
    try (TemporaryDirectory directory = TemporaryDirectory.create("benchmark");
        JavaStreamingContext context =
            new JavaStreamingContext(conf(contender, directory.path()), Durations.seconds(1))) {
      if (contender.hasLog()) {
        context.checkpoint(directory.path().resolve("checkpoint").toString());
      }
      ReceiverStreams.create(context, contender.receiver(topic, "group-" + UUID.randomUUID()))
          .foreachRDD(rdd -> COUNTED.addAndGet(rdd.count()));
      context.start();
      return measure(contender, topic, directory.path());
    }
  }

  private static SparkConf conf(Contender contender, Path directory) {
    return new SparkConf(false)
        .setMaster("local[2]")
        .setAppName("benchmark")
        .set("spark.ui.enabled", "false")
        .set("spark.driver.host", "127.0.0.1")
        .set("spark.driver.bindAddress", "127.0.0.1")
        .set("spark.locality.wait", "0s")
        .set("spark.local.dir", directory.toString())
        .set("spark.streaming.receiver.writeAheadLog.enable", "" + contender.hasLog());
  }

  private static Round measure(Contender contender, KafkaTopic topic, Path directory)
      throws Exception {
    await("the first record", () -> figure("received") > 0);
    MachineLoad load = new MachineLoad();
    double cpu = MachineLoad.processSeconds();
    long began = System.nanoTime();
    long before = figure("committed");
    Profile profile;
    double seconds;
    double other;
    try (Recording recording = Profile.begin()) {
      await("the last commit", () -> figure("committed") >= topic.records());
      seconds = (System.nanoTime() - began) / 1e9;
      await("the last count", () -> COUNTED.get() >= topic.records());
      recording.stop();
      cpu = MachineLoad.processSeconds() - cpu;
      other = load.otherCores();
      profile = Profile.of(recording, directory.resolve("round.jfr"));
    }
    if (COUNTED.get() != topic.records()) {
      throw new IllegalStateException(
          "%d records counted of %d".formatted(COUNTED.get(), topic.records()));
    }
    return new Round(
        contender,
        (topic.records() - before) / seconds,
        cpu / topic.records() * 1e6,
        other,
        profile);
  }

  /** A figure of the one receiver, as Spark's metrics system shows it; 0 before it has begun. */
  private static long figure(String name) {
    var sources = SparkEnv.get().metricsSystem().getSourcesByName("holdfast.receiver-0");
    if (sources.isEmpty()) {
      return 0;
    }
    Source source = sources.head();
    Counter counter = source.metricRegistry().getCounters().get(name);
    return counter.getCount();
  }

  private static void await(String what, BooleanSupplier done)
      throws InterruptedException, TimeoutException {
    long deadline = System.nanoTime() + BOUND_NANOS;
    while (!done.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new TimeoutException(what + " did not come");
      }
      TimeUnit.MILLISECONDS.sleep(GLANCE_MILLIS);
    }
  }
}
