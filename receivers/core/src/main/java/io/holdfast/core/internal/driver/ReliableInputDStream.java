// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal.driver;

import io.holdfast.core.ReliableReceiver;
import io.holdfast.core.internal.spark.StreamingInternals;
import org.apache.spark.streaming.StreamingContext;
import org.apache.spark.streaming.dstream.ReceiverInputDStream;
import org.apache.spark.streaming.receiver.Receiver;
import scala.reflect.ClassTag;

/**
 * The input stream of a reliable receiver. Kept in the checkpoint with its receiver, so it also
 * comes back where the job's own main does not run.
 *
 * @param <T> the type of the records
 */
@SuppressWarnings("deprecation") // Spark deprecates its whole streaming API, and keeps it
public final class ReliableInputDStream<T> extends ReceiverInputDStream<T> {
  private static final long serialVersionUID = 1L;

  private final ReliableReceiver<T> receiver;

  /** A stream of the context, which starts the receiver when it starts. */
  public ReliableInputDStream(
      StreamingContext context, ReliableReceiver<T> receiver, ClassTag<T> type) {
    super(context, type);
    this.receiver = receiver;
  }

  /**
   * Called by Spark on the driver before any receiver is launched, also after a recovery; what it
   * throws, {@code start} throws.
   */
  @Override
  public Receiver<T> getReceiver() {
    if (isFirst()) {
      Preflight.atStart(context());
    }
    Companion.watch(context(), id());
    return receiver;
  }

  ReliableReceiver<T> receiver() {
    return receiver;
  }

  /** Spark asks the streams in their order, so the first speaks for the whole start. */
  private boolean isFirst() {
    return StreamingInternals.receiverStreams(context()).stream()
            .filter(ReliableInputDStream.class::isInstance)
            .findFirst()
            .orElseThrow()
        == this;
  }
}
