// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext$;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.streaming.Durations;
import org.apache.spark.streaming.api.java.JavaStreamingContext;
import org.apache.spark.streaming.receiver.Receiver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A local job that counts the {@link Numbers}, with a plain receiver or with ours. It crashes by a
 * stop without grace, which leaves in its files what a crash leaves.
 */
@SuppressWarnings("deprecation") // Spark deprecates its whole streaming API, and keeps it
@Timeout(90)
abstract class HoleJob {
  static final Duration PATIENCE = Duration.ofSeconds(30);
  static final long BATCH_MILLIS = 200;

  /** The first batch comes in years. */
  static final long NEVER_MILLIS = Duration.ofDays(3650).toMillis();

  /** Both logs. */
  static final Map<String, String> LOGS =
      Map.of("spark.streaming.receiver.writeAheadLog.enable", "true");

  /** What batches brought, in order; static, since closures are copied and outlive a context. */
  static final Collection<Integer> COUNTED = new ConcurrentLinkedQueue<>();

  /** The number whose batch fails. */
  private static volatile int failing;

  private static volatile boolean hasFailed;

  @TempDir Path directory;
  JavaStreamingContext context;

  @BeforeEach
  void reset() {
    COUNTED.clear();
    failing = -1;
    hasFailed = false;
    Numbers.reset();
  }

  @AfterEach
  void stop() {
    if (context != null) {
      context.stop(true, false);
    }
  }

  JavaStreamingContext context(long batchMillis, Map<String, String> settings) {
    SparkConf conf =
        LocalSpark.conf("local[3]", directory).set("spark.streaming.receiverRestartDelay", "100");
    settings.forEach(conf::set);
    context = new JavaStreamingContext(conf, Durations.milliseconds(batchMillis));
    return context;
  }

  /** As {@link #context}, with a checkpoint directory. */
  JavaStreamingContext checkpointed(long batchMillis, Map<String, String> settings) {
    context(batchMillis, settings).checkpoint(checkpoint());
    return context;
  }

  String checkpoint() {
    return directory.resolve("checkpoint").toUri().toString();
  }

  void startPlain(Receiver<Integer> receiver) {
    context.receiverStream(receiver).foreachRDD(HoleJob::count);
    context.start();
  }

  void startOurs() {
    ReceiverStreams.create(context, new Numbers.Ours()).foreachRDD(HoleJob::count);
    context.start();
  }

  static void count(JavaRDD<Integer> rdd) {
    List<Integer> numbers = rdd.collect();
    if (numbers.contains(failing)) {
      hasFailed = true;
      throw new IllegalStateException("the batch with " + failing);
    }
    COUNTED.addAll(numbers);
  }

  /** The batch with this number fails from now on; none if it is negative. */
  static void failAt(int number) {
    failing = number;
  }

  static void awaitFailed() {
    await().atMost(PATIENCE).until(() -> hasFailed);
  }

  static void awaitCounted(int number) {
    await().atMost(PATIENCE).until(() -> COUNTED.contains(number));
  }

  static void awaitAcknowledged(int numbers) {
    await().atMost(PATIENCE).until(() -> Numbers.acknowledged() >= numbers);
  }

  /** More batches, and a checkpoint if there are any. */
  void awaitBatches(int more) {
    var ui = context.ssc().progressListener();
    long complete = ui.numTotalCompletedBatches();
    await()
        .atMost(PATIENCE)
        .until(() -> ui.numTotalCompletedBatches() >= complete + more && hasCheckpoint());
  }

  private boolean hasCheckpoint() throws IOException {
    if (context.ssc().checkpointDir() == null) {
      return true;
    }
    try (Stream<Path> files = Files.list(directory.resolve("checkpoint"))) {
      return files.anyMatch(file -> file.getFileName().toString().startsWith("checkpoint-"));
    }
  }

  void crash() {
    context.stop(true, false);
    awaitStopped();
    COUNTED.clear();
  }

  /** Spark would give a context that is still being stopped to the next one. */
  static void awaitStopped() {
    await().atMost(PATIENCE).until(() -> SparkContext$.MODULE$.getActive().isEmpty());
  }

  void recover() {
    context =
        JavaStreamingContext.getOrCreate(
            checkpoint(),
            () -> {
              throw new IllegalStateException("there is no checkpoint");
            });
    context.start();
  }

  /** Each of these numbers, in order, and no other. */
  static void assertCounted(int from, int until) {
    assertThat(new ArrayList<>(COUNTED)).isEqualTo(IntStream.range(from, until).boxed().toList());
  }

  static List<Integer> upTo(int numbers) {
    return IntStream.range(0, numbers).boxed().toList();
  }
}
