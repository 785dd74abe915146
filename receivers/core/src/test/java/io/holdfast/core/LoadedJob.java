// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.streaming.Durations;
import org.apache.spark.streaming.api.java.JavaDStream;
import org.apache.spark.streaming.api.java.JavaStreamingContext;
import org.awaitility.core.ConditionTimeoutException;

/**
 * A job with endless sources that writes down what they have acknowledged and what it has
 * processed, each record as a line of a file: in the same JVM or as a child. While the file
 * processed.hold exists, nothing is.
 */
@SuppressWarnings("deprecation") // Spark deprecates its whole streaming API, and keeps it
final class LoadedJob {
  private LoadedJob() {}

  /** An endless source; every life of it has names of its own for its records. */
  static final class EndlessReceiver extends ReliableReceiver<String> {
    private static final long serialVersionUID = 1L;
    private final String name;
    private final String directory;

    EndlessReceiver(String name, Path directory) {
      super(ReceiverSettings.builder().maxBlockAge(Duration.ofMillis(50)).build());
      this.name = name;
      this.directory = directory.toString();
    }

    @Override
    protected Source<String> open(SourceContext context) {
      String life = name + "-" + System.nanoTime() + "-";
      return new PollingSource<String, List<String>>() {
        private int next;

        @Override
        public Polled<String, List<String>> poll(int demand, Duration timeout) {
          pause();
          List<String> records = new ArrayList<>();
          for (int i = 0; i < 5; i++) {
            records.add(life + next++);
          }
          return Polled.of(RecordBatch.of(records, 200), records);
        }

        @Override
        public void commit(List<List<String>> positions) {
          positions.forEach(records -> write(Path.of(directory, "acknowledged-" + name), records));
        }
      };
    }

    /** About 500 records a second. */
    private static void pause() {
      try {
        await().pollDelay(Duration.ofMillis(10)).atMost(Duration.ofSeconds(1)).until(() -> true);
      } catch (ConditionTimeoutException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private static synchronized void write(Path file, List<String> lines) {
    try {
      Files.write(file, lines, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static JavaStreamingContext create(Path directory, boolean log, boolean checkpoint, int streams) {
    SparkConf conf =
        LocalSpark.conf("local[%d]".formatted(streams + 2), directory)
            .set("spark.streaming.receiver.writeAheadLog.enable", Boolean.toString(log))
            .set("spark.streaming.gracefulStopTimeout", "5s");
    JavaStreamingContext context = new JavaStreamingContext(conf, Durations.seconds(1));
    if (checkpoint) {
      context.checkpoint(directory.resolve("checkpoint").toString());
    }
    String processed = directory.resolve("processed").toString();
    for (int i = 0; i < streams; i++) {
      JavaDStream<String> stream =
          ReceiverStreams.create(context, new EndlessReceiver(Integer.toString(i), directory));
      stream.foreachRDD(
          rdd -> {
            await().forever().until(() -> !Files.exists(Path.of(processed + ".hold")));
            write(Path.of(processed), rdd.collect());
          });
    }
    return context;
  }

  /** A child: waits to be stopped, exits by itself, or stops and exits. */
  public static void main(String[] arguments) throws Exception {
    Path directory = Path.of(arguments[0]);
    JavaStreamingContext context = create(directory, true, true, 1);
    context.start();
    if (arguments[1].equals("await")) {
      context.awaitTermination();
      return;
    }
    boolean unused = context.awaitTerminationOrTimeout(5000);
    if (arguments[1].equals("exit")) {
      System.exit(3);
    }
    StopReport report = ReceiverStreams.stop(context, Duration.ofSeconds(30));
    System.exit(report.isComplete() ? 4 : 5);
  }
}
