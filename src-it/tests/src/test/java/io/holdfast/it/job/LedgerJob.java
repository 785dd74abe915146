// SPDX-License-Identifier: Apache-2.0
package io.holdfast.it.job;

import io.holdfast.pipeline.totals.JdbcTotals;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.apache.spark.SparkConf;
import org.apache.spark.streaming.Duration;
import org.apache.spark.streaming.StreamingContextState;
import org.apache.spark.streaming.api.java.JavaStreamingContext;

/**
 * Receives from all sources that it is told of, each with a receiver of its own, and writes each
 * batch into a file, as {@link BatchFiles} says. What it sees of its receivers goes to the file
 * {@value ReceiverEvents#FILE}, and {@link Commands} says what it can be told. A {@link
 * BareReceiver} stands beside them, as the last stream.
 *
 * <p>Its totals, of the sources that can have exact ones, go to a database.
 */
@SuppressWarnings("deprecation") // Spark deprecates its whole streaming API, and keeps it
public final class LedgerJob {
  private static final long LOOK_MILLIS = 100;

  private LedgerJob() {}

  /** Runs until its streaming is stopped. Takes what {@link JobArguments} makes of its settings. */
  public static void main(String... arguments) throws Exception {
    JobArguments job = JobArguments.parse(arguments);
    JavaStreamingContext context =
        job.checkpoint().isEmpty()
            ? create(job)
            : JavaStreamingContext.getOrCreate(job.checkpoint(), () -> create(job));
    ReceiverEvents events = new ReceiverEvents(Path.of(job.folder()));
    context.addStreamingListener(events);
    context.sparkContext().sc().addSparkListener(events.tasks());
    Commands.obey(Path.of(job.folder()), context, events.tasks());
    context.start();
    awaitStopped(context);
  }

  /**
   * Does not ask whether something is wrong, as a main that has other things to do: what must not
   * go on has to be stopped without it.
   */
  private static void awaitStopped(JavaStreamingContext context) throws InterruptedException {
    while (context.getState() != StreamingContextState.STOPPED) {
      TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
    }
  }

  private static JavaStreamingContext create(JobArguments job) {
    JavaStreamingContext context =
        new JavaStreamingContext(new SparkConf(), new Duration(job.batchMillis()));
    if (!job.checkpoint().isEmpty()) {
      context.checkpoint(job.checkpoint());
    }
    JdbcTotals totals = JdbcTotals.of(job.name(), job.totals());
    JobStreams streams = new JobStreams(context, job, totals);
    job.sources().forEach(streams::add);
    streams.finish();
    context.receiverStream(new BareReceiver()).foreachRDD(nothing -> {});
    return context;
  }
}
