// SPDX-License-Identifier: Apache-2.0
package io.holdfast.flume;

import io.holdfast.core.RecordBatch;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;

/**
 * What becomes of events on their way into Spark. Travels with the receiver.
 *
 * @param <T> the type of the records
 */
interface Delivery<T> extends Serializable {

  /** The batches to hand over, at least one; empty if an event is poison. Never blocks. */
  Optional<List<RecordBatch<T>>> batches(List<FlumeEvent> events);

  /** As {@link #batches}, with the poison told, which may block, and left out. */
  List<RecordBatch<T>> batches(List<FlumeEvent> events, PoisonHandler poison);
}
