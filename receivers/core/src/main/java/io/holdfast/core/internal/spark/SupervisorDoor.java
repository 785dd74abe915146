// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal.spark;

import com.codahale.metrics.MetricRegistry;
import io.holdfast.core.Durability;
import io.holdfast.core.ProcessedPositions;
import io.holdfast.core.RecordCodec;
import io.holdfast.core.internal.BlockContent;
import io.holdfast.core.internal.CheckpointGate;
import io.holdfast.core.internal.Clock;
import io.holdfast.core.internal.JobFiles;
import io.holdfast.core.internal.Launch;
import io.holdfast.core.internal.Packing;
import io.holdfast.core.internal.SlowStart;
import io.holdfast.core.internal.SparkDoor;
import java.io.IOException;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.apache.spark.storage.StreamBlockId;
import org.apache.spark.streaming.receiver.Receiver;
import org.apache.spark.streaming.receiver.ReceiverSupervisor;
import org.apache.spark.streaming.util.WriteAheadLogUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.Some;
import scala.collection.JavaConverters;

/** The door that a receiver's supervisor is. */
public final class SupervisorDoor<T> implements SparkDoor<T> {
  private static final Logger log = LoggerFactory.getLogger(SupervisorDoor.class);

  private final int streamId;
  private final ReceiverSupervisor supervisor;
  private final boolean receiverLog;
  private final CheckpointGate gate;
  private final Replicas replicas;
  private final Packing packing;
  private final Launch launch;
  private final String application;
  private final Configuration configuration;

  /** Empty on a first launch, and where nothing is to be limited. */
  private final Optional<SlowStart> slowStart;

  /** Empty without a checkpoint directory: Spark's own graceful stop serves then. */
  private final Optional<JobFiles> files;

  /** The task that hosts the receiver; null where there is none, as after a restart by Spark. */
  private final HostTask task;

  /**
   * The door of a receiver that Spark is starting.
   *
   * @param codec for the receiver's own records; null if there is none
   */
  public SupervisorDoor(Receiver<T> receiver, Launch launch, HostTask task, RecordCodec<?> codec) {
    SparkConf conf = SparkEnv.get().conf();
    streamId = receiver.streamId();
    supervisor = receiver.supervisor();
    receiverLog = WriteAheadLogUtils.enableReceiverLog(conf);
    configuration = SparkHadoopUtil.get().newConfiguration(conf);
    gate = new CheckpointGate(launch, configuration);
    application = conf.getAppId();
    files = launch.checkpointDirectory().map(path -> new JobFiles(path, configuration));
    replicas = Replicas.demandedBy(receiver.storageLevel(), receiverLog);
    GuardedTracker.guard(supervisor, replicas);
    // Spark opens what it keeps as objects; with the log it keeps bytes, whatever the level is.
    boolean bytes = receiverLog || !receiver.storageLevel().deserialized();
    packing = launch.isByStream() && bytes ? Packing.with(codec) : Packing.none();
    this.launch = launch;
    this.task = task;
    slowStart =
        launch.isAgain() && isLimited(conf)
            ? Optional.of(new SlowStart(Clock.SYSTEM))
            : Optional.empty();
  }

  @Override
  public int streamId() {
    return streamId;
  }

  @Override
  public boolean isReady() throws IOException {
    return gate.isOpen();
  }

  @Override
  public boolean isQuiesced() throws IOException {
    return files.isPresent() && files.get().isQuiesced(application);
  }

  @Override
  public boolean mayStore() {
    return replicas.arePossible();
  }

  /**
   * Stores under an id of ours. What is packed Spark takes as it is and does not count: a stream of
   * ours counts by the metadata.
   */
  @Override
  public void store(long blockId, BlockContent<T> content, Object metadata) throws Exception {
    StreamBlockId id = new StreamBlockId(streamId, blockId);
    try {
      if (content.isPacked()) {
        supervisor.pushBytes(content.packed(), new Some<>(metadata), new Some<>(id));
      } else {
        supervisor.pushIterator(
            JavaConverters.asScalaIterator(content.iterator()),
            new Some<>(metadata),
            new Some<>(id));
      }
    } catch (Exception e) {
      removeOrphan(id, e);
      throw e;
    }
    slowStart.ifPresent(SlowStart::stored);
  }

  @Override
  public Packing packing() {
    return packing;
  }

  /**
   * Frees the memory of a block that failed and that nobody else would free. With the write-ahead
   * log on its batch can still read it, should the driver know it after all; without the log it may
   * only go if the driver surely does not know it.
   */
  private void removeOrphan(StreamBlockId id, Exception failure) {
    SparkEnv env = SparkEnv.get();
    if (env == null) {
      return; // the store was held until all of Spark had stopped, and its blocks are gone with it
    }
    String reason = String.valueOf(failure.getMessage());
    if (receiverLog
        || reason.startsWith("Could not store ")
        || reason.startsWith("Failed to add block to receiver tracker")) {
      try {
        env.blockManager().removeBlock(id, true);
      } catch (RuntimeException e) {
        log.warn("The block {} was not stored and could not be removed", id, e);
      }
    }
  }

  @Override
  public Durability durability() {
    return launch.durability();
  }

  @Override
  public long epoch() {
    return launch.epoch();
  }

  @Override
  public Optional<ProcessedPositions> processed() {
    return launch.processed();
  }

  @Override
  public Runnable publish(MetricRegistry metrics) {
    return SparkMetrics.publish("holdfast.receiver-" + streamId, metrics);
  }

  private boolean isLimited(SparkConf conf) {
    return conf.getBoolean("spark.streaming.backpressure.enabled", false)
        || limitOfSpark() < Long.MAX_VALUE;
  }

  @Override
  public long rateLimit() {
    long limit = limitOfSpark();
    return slowStart.isPresent() ? slowStart.get().limit(limit) : limit;
  }

  /** Zero or less means unlimited, as Spark documents; its own limiter throws then. */
  private long limitOfSpark() {
    try {
      long limit = supervisor.getCurrentRateLimit();
      return limit > 0 ? limit : Long.MAX_VALUE;
    } catch (IllegalArgumentException e) {
      return Long.MAX_VALUE;
    }
  }

  @Override
  public Configuration hadoopConfiguration() {
    return configuration;
  }

  @Override
  public boolean isCancelled() {
    return task != null && task.isCancelled();
  }

  @Override
  public void leaveTask() {
    if (task != null) {
      task.release();
    }
  }

  @Override
  public void reportError(String message, Throwable cause) {
    try {
      supervisor.reportError(message, cause == null ? new RuntimeException(message) : cause);
    } catch (Exception e) { // Spark does not say what it throws where no driver listens any more
      log.debug("Nobody was told: {}", message, e);
    }
  }
}
