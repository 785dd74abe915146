// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.core.crash.FilePlan;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.apache.spark.streaming.Durations;
import org.apache.spark.streaming.api.java.JavaStreamingContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The one crash point that is inside Spark: a block is in the log, and the driver not told. */
@SuppressWarnings("deprecation") // Spark deprecates its whole streaming API, and keeps it
@Timeout(60)
class CrashBeforeTheDriverKnowsTest {
  private static final int TOTAL = 10;
  private static final Collection<Integer> COUNTED = new ConcurrentLinkedQueue<>();
  private static final AtomicInteger COMMITTED = new AtomicInteger();
  private static final AtomicInteger OPENED = new AtomicInteger();

  @TempDir private Path directory;
  private JavaStreamingContext context;

  @AfterEach
  void stop() {
    context.stop(true, false);
    System.clearProperty(FilePlan.KEY);
  }

  /** The numbers from 0 to 9, a block each. */
  static final class NumberReceiver extends ReliableReceiver<Integer> {
    private static final long serialVersionUID = 1L;

    NumberReceiver() {
      super(
          ReceiverSettings.builder()
              .maxBlockRecords(1)
              .maxInFlightRecords(1)
              .backoff(Duration.ofMillis(1), Duration.ofMillis(2))
              .build());
    }

    @Override
    protected Source<Integer> open(SourceContext source) {
      OPENED.incrementAndGet();
      return new PollingSource<Integer, Integer>() {
        private int next = COMMITTED.get();

        @Override
        public Polled<Integer, Integer> poll(int demand, Duration timeout) {
          return next == TOTAL
              ? Polled.nothing()
              : Polled.of(RecordBatch.of(Collections.singletonList(next), 1), ++next);
        }

        @Override
        public void commit(List<Integer> positions) {
          COMMITTED.set(positions.get(positions.size() - 1));
        }
      };
    }
  }

  /** The blocks in the receiver's log: each is its length and so many bytes. */
  private int logged() throws IOException {
    int blocks = 0;
    try (Stream<Path> files = Files.list(directory.resolve("checkpoint/receivedData/0"))) {
      for (Path file : files.filter(name -> !name.toString().endsWith(".crc")).toList()) {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
        for (; bytes.hasRemaining(); blocks++) {
          int length = bytes.getInt();
          bytes.position(bytes.position() + length);
        }
      }
    }
    return blocks;
  }

  @Test
  void theBlockIsInTheLogAndInNoBatchAndItsRecordsComeAgain() throws Exception {
    Path plan = directory.resolve("plan");
    Files.writeString(plan, "AFTER_LOG 4 hang released\nAFTER_LOG 6 throw");
    System.setProperty(FilePlan.KEY, plan.toString());
    SparkConf conf =
        LocalSpark.conf("local[2]", directory)
            .set("spark.streaming.receiver.writeAheadLog.enable", "true");
    context = new JavaStreamingContext(conf, Durations.milliseconds(200));
    context.checkpoint(directory.resolve("checkpoint").toString());
    ReceiverStreams.create(context, new NumberReceiver())
        .foreachRDD(rdd -> COUNTED.addAll(rdd.collect()));
    context.start();

    await().atMost(Duration.ofSeconds(30)).until(() -> COUNTED.size() == 3);
    await().until(() -> Files.exists(FilePlan.mark(plan, 1)));
    assertThat(COMMITTED).hasValue(3);
    assertThat(logged()).isEqualTo(4);

    Files.createFile(directory.resolve("released"));
    await().atMost(Duration.ofSeconds(30)).until(() -> COUNTED.size() == TOTAL);
    assertThat(COUNTED).containsExactlyElementsOf(IntStream.range(0, TOTAL).boxed().toList());
    assertThat(FilePlan.mark(plan, 2)).exists();
    assertThat(OPENED).as("the driver never knew the sixth block of the first").hasValue(2);
  }
}
