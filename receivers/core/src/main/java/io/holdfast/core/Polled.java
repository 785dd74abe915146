// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core;

import java.util.Objects;

/**
 * What one poll brought: a batch and the position after it.
 *
 * <p>A batch may be empty and still have a position: records that were skipped or filtered out are
 * committed like others, once everything polled before them is durable.
 *
 * @param <T> the type of the records
 * @param <P> the type of a position
 */
public final class Polled<T, P> {
  private static final Polled<?, ?> NOTHING = new Polled<>(RecordBatch.empty(), null);

  private final RecordBatch<T> batch;
  private final P position;

  private Polled(RecordBatch<T> batch, P position) {
    this.batch = batch;
    this.position = position;
  }

  /** Records, and the position after the last of them. */
  public static <T, P> Polled<T, P> of(RecordBatch<T> batch, P position) {
    return new Polled<>(Objects.requireNonNull(batch), Objects.requireNonNull(position));
  }

  /** No records came, and the position did not move. */
  @SuppressWarnings("unchecked") // holds no element of either type
  public static <T, P> Polled<T, P> nothing() {
    return (Polled<T, P>) NOTHING;
  }

  /** Whether this is {@link #nothing()}. */
  public boolean isNothing() {
    return position == null;
  }

  /** The records, perhaps none. */
  public RecordBatch<T> batch() {
    return batch;
  }

  /** The position after the batch; not to be asked of {@link #nothing()}. */
  public P position() {
    return Objects.requireNonNull(position, "nothing was polled");
  }
}
