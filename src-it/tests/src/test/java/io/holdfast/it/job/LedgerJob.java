// SPDX-License-Identifier: Apache-2.0
package io.holdfast.it.job;

import io.holdfast.pipeline.totals.JdbcTotals;
import java.nio.file.Path;
import org.apache.spark.SparkConf;
import org.apache.spark.streaming.Duration;
import org.apache.spark.streaming.api.java.JavaStreamingContext;

/**
 * Receives from all sources that it is told of, each with a receiver of its own, and writes each
 * batch into a file in {@value #BATCHES}, as {@link BatchFiles} says. What it sees of its receivers
 * goes to the file {@value ReceiverEvents#FILE}, and {@link Commands} says what it can be told. A
 * {@link BareReceiver} stands beside them, as the last stream.
 *
 * <p>Its totals, of the sources that can have exact ones, go to a database.
 */
@SuppressWarnings("deprecation") // Spark deprecates its whole streaming API, and keeps it
public final class LedgerJob {
  /** The folder of the batches in that of the job. */
  public static final String BATCHES = JobStreams.BATCHES;

  private LedgerJob() {}

  /** Runs until it is stopped or fails. Takes what {@link JobArguments} makes of its settings. */
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
    context.awaitTermination();
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
