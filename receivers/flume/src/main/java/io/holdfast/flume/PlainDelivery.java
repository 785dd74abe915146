// SPDX-License-Identifier: Apache-2.0
package io.holdfast.flume;

import io.holdfast.core.RecordBatch;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** Events as they are. */
final class PlainDelivery implements Delivery<FlumeEvent> {
  private static final long serialVersionUID = 1L;

  @Override
  public Optional<List<RecordBatch<FlumeEvent>>> batches(List<FlumeEvent> events) {
    long bytes = 0;
    for (FlumeEvent event : events) {
      bytes += event.memoryBytes();
    }
    return Optional.of(Collections.singletonList(RecordBatch.of(events, bytes)));
  }

  @Override
  public List<RecordBatch<FlumeEvent>> batches(List<FlumeEvent> events, PoisonHandler poison) {
    return batches(events).orElseThrow();
  }
}
