// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal.driver;

import io.holdfast.core.internal.JobFiles;
import io.holdfast.core.internal.spark.LeftOver;
import io.holdfast.core.internal.spark.StreamingInternals;
import java.io.IOException;
import java.util.OptionalLong;
import org.apache.spark.streaming.StreamingContext;
import org.apache.spark.streaming.StreamingContextState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A real job with a checkpoint directory, as those see it who stop it. */
@SuppressWarnings("deprecation") // Spark deprecates its whole streaming API, and keeps it
final class StreamingJob implements StoppableJob {
  private static final Logger log = LoggerFactory.getLogger(StreamingJob.class);

  private final StreamingContext context;
  private final JobFiles files;
  private final QuiescedStreams streams;
  private boolean ended;

  StreamingJob(StreamingContext context, JobFiles files, QuiescedStreams streams) {
    this.context = context;
    this.files = files;
    this.streams = streams;
  }

  @Override
  public void quiesce() throws IOException {
    files.quiesce(application(), "by the driver of the job");
  }

  boolean isQuiesced() throws IOException {
    return files.isQuiesced(application());
  }

  /**
   * Takes back what was said to an earlier context, or an earlier driver, of this application; it
   * would stop this one at once.
   */
  void forgetQuiesce() throws IOException {
    files.forgetQuiesce(application());
  }

  /** Says that the job runs. It runs as well if nobody can see that, so this does not throw. */
  synchronized void beat() {
    try {
      if (!ended) {
        files.beat(application());
      }
    } catch (IOException e) {
      log.warn("That the job runs could not be written down; a stop command cannot find it", e);
    }
  }

  @Override
  public boolean isStopped() {
    return context.getState() == StreamingContextState.STOPPED;
  }

  @Override
  public void stop() {
    context.stop(false, false);
  }

  /** Stops the Spark context, too. */
  void stopSpark() {
    context.stop(true, false);
  }

  @Override
  public OptionalLong leftRecords() {
    return LeftOver.records(context, streams.lastCompleted());
  }

  @Override
  public boolean keepsRecords() {
    return StreamingInternals.hasReceiverLog(context.conf());
  }

  @Override
  public synchronized void end() {
    ended = true;
    try {
      files.end(application());
    } catch (IOException e) {
      log.warn("The files that say that the job runs could not be removed", e);
    }
  }

  private String application() {
    return context.sparkContext().applicationId();
  }
}
