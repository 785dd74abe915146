// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core;

import io.holdfast.core.internal.Launch;
import io.holdfast.core.internal.ReceiverEngine;
import io.holdfast.core.internal.spark.HostTask;
import io.holdfast.core.internal.spark.SupervisorDoor;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.Optional;
import org.apache.spark.streaming.receiver.Receiver;
import scala.collection.mutable.ArrayBuffer;

/**
 * A receiver that acknowledges to its source only what Spark has made durable.
 *
 * <p>A subclass is a <em>recipe</em>: serializable configuration, copied to executors by Java or by
 * Kryo and used again after a restart. It must hold nothing live. Its one duty is {@link #open},
 * which makes a fresh {@link Source} for each session; threads, blocks, the in-flight bound, the
 * rate, storing, acknowledging, back-off and the drain at stop are the engine's.
 *
 * <p>Since records reach Spark through the source only, every {@code store}, {@code restart} and
 * {@code stop} that Spark's receivers offer to their authors refuses.
 *
 * @param <T> the type of the records
 */
public abstract class ReliableReceiver<T> extends Receiver<T> {
  private static final long serialVersionUID = 1L;

  private final ReceiverSettings settings;

  /**
   * Set by the driver just before it launches the receiver. A receiver that was given to Spark's
   * own receiverStream is told nothing, and promises nothing.
   */
  private Launch launch = Launch.byNobody();

  /** Live from onStart to onStop; null in every copy that travels, whoever serializes it. */
  private transient ReceiverEngine<T> engine;

  /** The task that hosts the receiver, from the first start on. */
  private transient HostTask task;

  /** A receiver with these settings. */
  protected ReliableReceiver(ReceiverSettings settings) {
    super(settings.storageLevel());
    this.settings = settings;
  }

  /**
   * Opens a fresh source for one session. Called by the session thread on the executor, again after
   * each failure, with back-off; may block. An exception is reported and counts as a failed
   * session.
   */
  protected abstract Source<T> open(SourceContext context) throws Exception;

  /**
   * What the outside system does with records that were never acknowledged. Called on the executor
   * when the receiver starts, and on the driver for the preflight's report. Default {@link
   * Replay#FROM_COMMIT}.
   */
  protected Replay replay() {
    return Replay.FROM_COMMIT;
  }

  /**
   * How records that are neither text nor arrays of bytes are kept in a block, or the values of
   * such {@link Positioned} ones. By default Spark's serializer writes each record by itself.
   * Called on the driver and on executors; constant.
   */
  protected Optional<RecordCodec<?>> codec() {
    return Optional.empty();
  }

  /** What another receiver says to {@link #codec}: for a receiver that stands before it. */
  protected static Optional<RecordCodec<?>> codecOf(ReliableReceiver<?> other) {
    return other.codec();
  }

  /**
   * Opens a source of another receiver: for a receiver that stands before it and wraps its sources.
   */
  protected static <S> Source<S> openOf(ReliableReceiver<S> other, SourceContext context)
      throws Exception {
    return other.open(context);
  }

  /** What another receiver says to {@link #replay}: for a receiver that stands before it. */
  protected static Replay replayOf(ReliableReceiver<?> other) {
    return other.replay();
  }

  /** Called by the receiver's stream on the driver, each time it launches the receiver. */
  final void launch(Launch launch) {
    this.launch = launch;
  }

  /** The settings this receiver was made with. */
  public final ReceiverSettings settings() {
    return settings;
  }

  /** Called by Spark. Starts the engine and returns; never blocks. */
  @Override
  public final synchronized void onStart() {
    if (engine != null) {
      return; // Spark's overlapping restarts start twice after one stop; one engine is enough
    }
    if (launch.isSuperseded()) {
      return; // launched once more, since the receiver before it was cancelled
    }
    if (task == null) {
      task = HostTask.current(); // Spark's own restart calls from a thread that knows no task
    }
    engine =
        new ReceiverEngine<>(
            new SupervisorDoor<>(this, launch, task, codec().orElse(null)),
            settings,
            replay(),
            this::open);
    engine.start();
  }

  /**
   * Called by Spark. Stores and commits what was received, closes the source, and returns within
   * the drain time-out and two seconds; all of it here, because Spark closes the write-ahead log
   * right after it.
   */
  @Override
  public final synchronized void onStop() {
    if (engine != null) {
      engine.stop();
      engine = null;
    }
  }

  private static UnsupportedOperationException refuse(String method) {
    return new UnsupportedOperationException(
        method
            + " is not for reliable receivers: records reach Spark through the source that open"
            + " returns, and the engine restarts and stops it");
  }

  /** Refuses: records reach Spark through the source. */
  @Override
  public final void store(T record) {
    throw refuse("store");
  }

  /** Refuses: records reach Spark through the source. */
  @Override
  public final void store(ArrayBuffer<T> records) {
    throw refuse("store");
  }

  /** Refuses: records reach Spark through the source. */
  @Override
  public final void store(ArrayBuffer<T> records, Object metadata) {
    throw refuse("store");
  }

  /** Refuses: records reach Spark through the source. */
  @Override
  public final void store(scala.collection.Iterator<T> records) {
    throw refuse("store");
  }

  /** Refuses: records reach Spark through the source. */
  @Override
  public final void store(scala.collection.Iterator<T> records, Object metadata) {
    throw refuse("store");
  }

  /** Refuses: records reach Spark through the source. */
  @Override
  public final void store(Iterator<T> records) {
    throw refuse("store");
  }

  /** Refuses: records reach Spark through the source. */
  @Override
  public final void store(Iterator<T> records, Object metadata) {
    throw refuse("store");
  }

  /** Refuses: records reach Spark through the source. */
  @Override
  public final void store(ByteBuffer bytes) {
    throw refuse("store");
  }

  /** Refuses: records reach Spark through the source. */
  @Override
  public final void store(ByteBuffer bytes, Object metadata) {
    throw refuse("store");
  }

  /** Refuses: a source that throws is opened anew. */
  @Override
  public final void restart(String message) {
    throw refuse("restart");
  }

  /** Refuses: a source that throws is opened anew. */
  @Override
  public final void restart(String message, Throwable error) {
    throw refuse("restart");
  }

  /** Refuses: a source that throws is opened anew. */
  @Override
  public final void restart(String message, Throwable error, int millisecond) {
    throw refuse("restart");
  }

  /** Refuses: Spark would start it again at once, and for ever. */
  @Override
  public final void stop(String message) {
    throw refuse("stop");
  }

  /** Refuses: Spark would start it again at once, and for ever. */
  @Override
  public final void stop(String message, Throwable error) {
    throw refuse("stop");
  }
}
