// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal.driver;

import io.holdfast.core.BlockManifest;
import io.holdfast.core.Durability;
import io.holdfast.core.HasManifest;
import io.holdfast.core.ProcessedPositions;
import io.holdfast.core.RecordCodec;
import io.holdfast.core.ReliableReceiver;
import io.holdfast.core.internal.BlockMetadata;
import io.holdfast.core.internal.Launch;
import io.holdfast.core.internal.Launching;
import io.holdfast.core.internal.spark.BatchRdd;
import io.holdfast.core.internal.spark.ReceivedBlocks;
import io.holdfast.core.internal.spark.StreamingInternals;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.SparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.rdd.RDD;
import org.apache.spark.streaming.Duration;
import org.apache.spark.streaming.StreamingContext;
import org.apache.spark.streaming.Time;
import org.apache.spark.streaming.dstream.ReceiverInputDStream;
import org.apache.spark.streaming.receiver.Receiver;
import org.apache.spark.streaming.scheduler.ReceivedBlockInfo;
import org.apache.spark.util.SerializableConfiguration;
import scala.Option;
import scala.Some;
import scala.reflect.ClassTag;

/**
 * The input stream of a reliable receiver. Kept in the checkpoint with its receiver, so it also
 * comes back where the job's own main does not run.
 *
 * <p>Beyond what Spark's does: the batches show the positions they hold, their RDDs have a
 * manifest, and a block that is missing fails its batch instead of vanishing.
 *
 * @param <T> the type of the records
 */
@SuppressWarnings("deprecation") // Spark deprecates its whole streaming API, and keeps it
public final class ReliableInputDStream<T> extends ReceiverInputDStream<T> {
  private static final long serialVersionUID = 1L;

  private final ReliableReceiver<T> receiver;
  private final Launching launching;
  private final ClassTag<T> type;

  /** What the job has processed; null if nobody keeps that. */
  private final ProcessedPositions processed;

  /** How tasks read records that are neither text nor bytes; null if the receiver has none. */
  private final RecordCodec<?> codec;

  /** How long the job needs the blocks of a batch; null if for no other batch. */
  private Duration needed;

  /** One life of the driver each, so never in the checkpoint. */
  private transient Manifests manifests = new Manifests();

  private transient SpentBatches spent = new SpentBatches();

  /** What stops the job; the first stream of a job with a checkpoint directory has it. */
  private transient volatile JobStop stop;

  /** What the receiver is launched with. */
  private transient volatile Launch launch;

  /** How tasks reach the write-ahead log: sent to each executor once, and not with each batch. */
  private transient Broadcast<SerializableConfiguration> hadoop;

  private transient LostBlocks lost;
  private transient DriverMetrics metrics;
  private transient Runnable unpublish;
  private transient long startMillis;
  private transient volatile boolean stopped;

  /**
   * A stream of the context, which starts the receiver when it starts.
   *
   * @param launching how the receiver is told what it is launched with
   * @param processed what the job has processed; null if nobody keeps that
   * @param codec the receiver's; null if it has none
   */
  public ReliableInputDStream(
      StreamingContext context,
      ReliableReceiver<T> receiver,
      Launching launching,
      ProcessedPositions processed,
      RecordCodec<?> codec,
      ClassTag<T> type) {
    super(context, type);
    this.receiver = receiver;
    this.launching = launching;
    this.processed = processed;
    this.codec = codec;
    this.type = type;
  }

  private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
    in.defaultReadObject();
    manifests = new Manifests();
    spent = new SpentBatches();
  }

  /**
   * Called by Spark on the driver before any receiver is launched and any batch is made, also after
   * a recovery; what it throws, {@code start} throws.
   */
  @Override
  public Receiver<T> getReceiver() {
    boolean first = streams(context()).get(0) == this;
    if (first) {
      Preflight.atStart(context());
    }
    launch = LaunchOrder.of(context(), receiver);
    if (processed != null) {
      launch.resuming(processed, processed.begin(new StartedJob(context())));
    }
    launching.launch(receiver, launch);
    startMillis = System.currentTimeMillis();
    metrics = DriverMetrics.start();
    unpublish = metrics.publish(id());
    lost = new LostBlocks(id(), launch.durability() == Durability.REPLICATED);
    super.remember(Remember.atLeast(StreamingInternals.batchDuration(context()), context().conf()));
    if (first) {
      Companion.watch(this, startStop());
    }
    return receiver;
  }

  /** The receiver runs; should Spark launch it once more, it is told that this is not the first. */
  synchronized void receiverStarted() {
    launching.launch(receiver, launch.again());
  }

  /** Says what is to be done when the job has ended. */
  private Runnable startStop() {
    String directory = StreamingInternals.checkpointDirectory(context());
    if (directory == null) {
      return JobStop.withoutLog(context());
    }
    Set<Integer> ids = new HashSet<>();
    streams(context()).forEach(stream -> ids.add(stream.id()));
    stop = JobStop.start(context(), directory, ids);
    return () -> {}; // it notices by itself
  }

  /** What stops a job that has started; empty if it has no checkpoint directory. */
  public static Optional<JobStop> stopOf(StreamingContext context) {
    return streams(context).stream().findFirst().map(first -> first.stop);
  }

  @SuppressWarnings("rawtypes") // a class literal has no type arguments
  static List<ReliableInputDStream> streams(StreamingContext context) {
    return StreamingInternals.streams(context, ReliableInputDStream.class);
  }

  /** Called by Spark when the context stops. */
  @Override
  public void stop() {
    stopped = true;
    if (unpublish != null) {
      unpublish.run();
    }
  }

  /** Whether Spark stops the context, and so makes no more batches. */
  boolean isStopped() {
    return stopped;
  }

  /** What Spark launches from now on receives nothing. */
  synchronized void supersede() {
    launch = Launch.superseded();
    launching.launch(receiver, launch);
  }

  ReliableReceiver<T> receiver() {
    return receiver;
  }

  /**
   * Called by Spark to generate a batch, by one thread at a time. Asks no executor, and without a
   * write-ahead log the block manager's master for each block.
   */
  @Override
  public Option<RDD<T>> compute(Time batch) {
    if (batch.less(graph().startTime())) {
      return new Some<>(rdd(batch, Collections.emptyList())); // of a window; no receiver ran yet
    }
    List<ReceivedBlockInfo> blocks = ReceivedBlocks.of(context(), id(), batch);
    blocks.forEach(block -> seen(batch, block));
    RDD<T> rdd = rdd(batch, blocks);
    BlockManifest manifest = ((HasManifest) rdd).manifest();
    StreamingInternals.reportInput(
        context(), batch, id(), manifest.records(), PositionsText.of(manifest));
    return new Some<>(rdd);
  }

  private void seen(Time batch, ReceivedBlockInfo block) {
    BlockMetadata metadata = ReceivedBlocks.metadata(block);
    metrics.seen(metadata);
    // What an earlier life of the driver received or allocated says nothing of this one's stop.
    if (batch.milliseconds() > startMillis && block.isBlockIdValid()) {
      stopOf(context()).ifPresent(it -> it.seen(id(), batch, metadata));
    }
  }

  private RDD<T> rdd(Time batch, List<ReceivedBlockInfo> blocks) {
    boolean log = StreamingInternals.hasReceiverLog(context().conf());
    List<ReceivedBlockInfo> read = log ? blocks : present(batch, blocks);
    SparkContext spark = context().sparkContext();
    List<List<ReceivedBlockInfo>> partitions =
        Partitions.of(read, ReceivedBlocks::metadata, spark.defaultParallelism());
    BlockManifest manifest =
        manifests.add(
            id(),
            batch.milliseconds(),
            partitions.stream()
                .map(blocksOfOne -> blocksOfOne.stream().map(ReceivedBlocks::metadata).toList())
                .toList());
    return new BatchRdd<>(
        spark, partitions, manifest, isLogged(log, read) ? hadoop() : null, codec, type);
  }

  /** A job that kept a log and keeps none any more may have to read what is in it. */
  private static boolean isLogged(boolean log, List<ReceivedBlockInfo> blocks) {
    return log || blocks.stream().anyMatch(block -> block.walRecordHandleOption().isDefined());
  }

  private synchronized Broadcast<SerializableConfiguration> hadoop() {
    if (hadoop == null) {
      hadoop = StreamingInternals.broadcastHadoop(context().sparkContext());
    }
    return hadoop;
  }

  private List<ReceivedBlockInfo> present(Time batch, List<ReceivedBlockInfo> blocks) {
    return lost.toRead(
        batch.milliseconds(),
        blocks,
        block -> block.walRecordHandleOption().isDefined() || ReceivedBlocks.isInMemory(block),
        block -> !block.isBlockIdValid() || batch.milliseconds() <= startMillis,
        block -> ReceivedBlocks.metadata(block).records());
  }

  /** The manifest of a batch; empty once Spark has forgotten the batch. Any thread. */
  public Optional<BlockManifest> manifest(long batchMillis) {
    return manifests.of(batchMillis);
  }

  /**
   * Called by Spark before it writes a checkpoint; what this throws keeps it from being written.
   *
   * <p>Spark makes batches until it is stopped, and each checkpoint moves the point from which a
   * recovery makes them again. After a batch for which no jobs could be made it must not move: that
   * batch is in no list of what is pending.
   */
  @Override
  public void updateCheckpointData(Time batch) {
    boolean unused = context().awaitTerminationOrTimeout(0); // throws what the job has failed with
    super.updateCheckpointData(batch);
  }

  /** Called by Spark for whatever reads several batches of this stream, and for the user. */
  @Override
  public void remember(Duration duration) {
    if (duration != null && (needed == null || duration.greater(needed))) {
      needed = duration;
    }
    super.remember(duration);
  }

  /**
   * Called by Spark when a batch is complete: frees the memory of those that nobody reads any more,
   * and forgets those that need not be remembered.
   */
  @Override
  public void clearMetadata(Time batch) {
    if (context().conf().getBoolean("spark.streaming.unpersist", true)) {
      Duration atLeast = needed == null ? slideDuration() : needed;
      spent.completed(batch.milliseconds(), atLeast.milliseconds()).forEach(this::freeMemory);
    }
    super.clearMetadata(batch);
    manifests.forgetUpTo(batch.$minus(rememberDuration()).milliseconds());
  }

  private void freeMemory(long batchMillis) {
    Option<RDD<T>> rdd = generatedRDDs().get(new Time(batchMillis));
    if (rdd.isDefined() && rdd.get() instanceof BatchRdd<T> blocks) {
      blocks.removeBlocks();
    }
  }
}
