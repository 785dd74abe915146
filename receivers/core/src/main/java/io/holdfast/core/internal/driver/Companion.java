// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal.driver;

import io.holdfast.core.PoisonException;
import io.holdfast.core.SupersededException;
import io.holdfast.core.internal.PoisonReport;
import io.holdfast.core.internal.spark.RecoveredInput;
import io.holdfast.core.internal.spark.StreamingInternals;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.spark.streaming.StreamingContext;
import org.apache.spark.streaming.StreamingContextState;
import org.apache.spark.streaming.scheduler.StreamingListener;
import org.apache.spark.streaming.scheduler.StreamingListenerBatchSubmitted;
import org.apache.spark.streaming.scheduler.StreamingListenerReceiverError;
import org.apache.spark.streaming.scheduler.StreamingListenerReceiverStarted;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches a job from the driver, one companion for all its streams, and stops it where going on
 * would lose data: when a batch failed, when one could not be generated, when none is generated any
 * more, and when a receiver met poison under {@link io.holdfast.core.PoisonPolicy#FAIL}. Spark goes
 * on in all these cases, and forgets what it has not processed.
 *
 * <p>The stop is not graceful, so that nothing more is forgotten: a recovery from the checkpoint
 * makes the failed batch again. {@code awaitTermination} throws what was wrong.
 *
 * <p>The job is stopped by a thread of the companion's own, because Spark refuses to be stopped by
 * a listener or by any thread that a listener made. The thread ends with the context.
 */
@SuppressWarnings("deprecation") // Spark deprecates its whole streaming API, and keeps it
final class Companion implements StreamingListener {
  private static final Logger log = LoggerFactory.getLogger(Companion.class);
  private static final long GLANCE_MILLIS = 500;

  private final StreamingContext context;
  private final ReliableInputDStream<?> stream;
  private final Optional<BatchGaps> gaps;
  private final BatchSilence silence;

  private Companion(ReliableInputDStream<?> stream) {
    this.stream = stream;
    context = stream.context();
    gaps = gaps(context);
    silence =
        new BatchSilence(
            StreamingInternals.batchDuration(context).milliseconds(),
            () -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime()));
  }

  /**
   * Starts watching a job that is being started, until its context stops; then runs something.
   *
   * @param stream some stream of the job
   */
  static void watch(ReliableInputDStream<?> stream, Runnable atEnd) {
    StreamingContext context = stream.context();
    if (StreamingInternals.isRecovered(context)) {
      RecoveredInput.show(context);
    }
    Companion companion = new Companion(stream);
    context.addStreamingListener(companion);
    daemon(
        "holdfast-companion",
        () -> {
          companion.live();
          atEnd.run();
        });
    String directory = StreamingInternals.checkpointDirectory(context);
    if (directory != null) {
      CheckpointWatch watch =
          new CheckpointWatch(
              directory,
              context.sparkContext().hadoopConfiguration(),
              new CheckpointAge(
                  StreamingInternals.batchDuration(context).milliseconds(),
                  System::currentTimeMillis));
      // A thread of its own, since a file system may hang, and failed batches must not wait for it.
      daemon("holdfast-checkpoint-watch", () -> companion.look(watch));
    }
  }

  private static Optional<BatchGaps> gaps(StreamingContext context) {
    return StreamingInternals.everyBatchHasAJob(context, ReliableInputDStream.class)
        ? Optional.of(
            new BatchGaps(
                StreamingInternals.batchDuration(context).milliseconds(),
                System.currentTimeMillis()))
        : Optional.empty();
  }

  private static void daemon(String name, Runnable body) {
    Thread thread = new Thread(body, name);
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void onReceiverStarted(StreamingListenerReceiverStarted event) {
    for (ReliableInputDStream<?> each : ReliableInputDStream.streams(context)) {
      if (each.id() == event.receiverInfo().streamId()) {
        each.receiverStarted();
      }
    }
  }

  @Override
  public void onReceiverError(StreamingListenerReceiverError event) {
    String report = event.receiverInfo().lastErrorMessage();
    if (PoisonReport.isFail(report)) {
      StreamingInternals.fail(context, new PoisonException(report));
    }
  }

  @Override
  public void onBatchSubmitted(StreamingListenerBatchSubmitted event) {
    silence.broken();
    gaps.flatMap(them -> them.submitted(event.batchInfo().batchTime().milliseconds()))
        .ifPresent(
            sentence -> StreamingInternals.fail(context, new IllegalStateException(sentence)));
  }

  /**
   * Waits for whatever makes awaitTermination throw: what this listener found, or what Spark did.
   */
  private void live() {
    try {
      boolean stopped = false;
      while (!stopped && context.getState() != StreamingContextState.STOPPED) {
        stopped = context.awaitTerminationOrTimeout(GLANCE_MILLIS);
        silence
            .check(() -> !isActive() || StreamingInternals.isGenerating() || stream.isStopped())
            .ifPresent(
                sentence -> StreamingInternals.fail(context, new IllegalStateException(sentence)));
      }
    } catch (Throwable cause) {
      stop(cause);
    }
  }

  /** Waits while the context is being stopped: Spark holds its monitor then, and has no timer. */
  private boolean isActive() {
    return context.getState() == StreamingContextState.ACTIVE;
  }

  private void stop(Throwable cause) {
    // A stop by the job itself interrupts what still runs, and that is no failure.
    if (context.getState() != StreamingContextState.STOPPED) {
      if (!(cause instanceof SupersededException)) { // which has been said, and needs no recovery
        log.error("The job is stopped, so that a recovery processes what it has not", cause);
      }
      context.stop(true, false);
      StreamingInternals.fail(context, cause); // not what the stop has interrupted since
    }
  }

  private void look(CheckpointWatch watch) {
    try {
      boolean stopped = false;
      while (!stopped && context.getState() != StreamingContextState.STOPPED) {
        stopped = context.awaitTerminationOrTimeout(watch.periodMillis());
        if (!stopped) {
          watch.look();
        }
      }
    } catch (Throwable cause) {
      log.debug("The job fails, its checkpoints are watched no more", cause);
    }
  }
}
