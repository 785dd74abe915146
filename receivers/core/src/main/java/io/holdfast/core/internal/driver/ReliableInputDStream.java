// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal.driver;

import io.holdfast.core.ReliableReceiver;
import io.holdfast.core.internal.BlockMetadata;
import io.holdfast.core.internal.CheckpointGate;
import io.holdfast.core.internal.Launch;
import io.holdfast.core.internal.Launcher;
import io.holdfast.core.internal.spark.StreamingInternals;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.rdd.RDD;
import org.apache.spark.streaming.StreamingContext;
import org.apache.spark.streaming.Time;
import org.apache.spark.streaming.dstream.ReceiverInputDStream;
import org.apache.spark.streaming.receiver.Receiver;
import scala.Option;
import scala.reflect.ClassTag;

/**
 * The input stream of a reliable receiver. Kept in the checkpoint with its receiver, so it also
 * comes back where the job's own main does not run.
 *
 * @param <T> the type of the records
 */
@SuppressWarnings({
  "deprecation",
  "rawtypes"
}) // Spark deprecates its whole streaming API, and keeps it
public final class ReliableInputDStream<T> extends ReceiverInputDStream<T> {
  private static final long serialVersionUID = 1L;

  private final ReliableReceiver<T> receiver;
  private final Launcher launcher;

  /** What stops the job; the first stream of a job with a checkpoint directory has it. */
  private transient volatile JobStop stop;

  private transient long startMillis;

  /** A stream of the context, which starts the receiver when it starts. */
  public ReliableInputDStream(
      StreamingContext context, ReliableReceiver<T> receiver, Launcher launcher, ClassTag<T> type) {
    super(context, type);
    this.receiver = receiver;
    this.launcher = launcher;
  }

  /**
   * Called by Spark on the driver before any receiver is launched, also after a recovery; what it
   * throws, {@code start} throws.
   */
  @Override
  public Receiver<T> getReceiver() {
    Preflight.all(context()).orThrow();
    Companion.watch(context(), id());
    startMillis = System.currentTimeMillis();
    String directory = StreamingInternals.checkpointDirectory(context());
    startStop(directory);
    launcher.launch(receiver, launch(directory));
    return receiver;
  }

  private void startStop(String directory) {
    List<ReliableInputDStream> streams =
        StreamingInternals.streams(context(), ReliableInputDStream.class);
    if (directory == null) {
      JobStop.leaveToSpark(context());
    } else if (streams.get(0) == this) {
      Set<Integer> ids = new HashSet<>();
      streams.forEach(stream -> ids.add(stream.id()));
      stop = JobStop.start(context(), directory, ids);
    }
  }

  private Launch launch(String directory) {
    if (directory == null) {
      return Launch.withoutCheckpoint();
    }
    try {
      return Launch.withCheckpoint(
          directory,
          StreamingInternals.isRecovered(context()),
          CheckpointGate.files(directory, context().sparkContext().hadoopConfiguration()));
    } catch (IOException e) {
      throw new UncheckedIOException("The checkpoint directory cannot be read", e);
    }
  }

  /** What stops a job that has started; empty if it has no checkpoint directory. */
  public static Optional<JobStop> stopOf(StreamingContext context) {
    return StreamingInternals.streams(context, ReliableInputDStream.class).stream()
        .findFirst()
        .map(first -> first.stop);
  }

  /** Called by Spark to generate a batch. */
  @Override
  public Option<RDD<T>> compute(Time batch) {
    // Earlier ones are of an earlier life of the driver, and so is what they hold.
    if (batch.milliseconds() > startMillis) {
      stopOf(context()).ifPresent(it -> seen(it, batch));
    }
    return super.compute(batch);
  }

  private void seen(JobStop stop, Time batch) {
    for (Object metadata : StreamingInternals.metadata(context(), id(), batch)) {
      if (metadata instanceof BlockMetadata ours) {
        stop.seen(id(), batch, ours);
      }
    }
  }
}
