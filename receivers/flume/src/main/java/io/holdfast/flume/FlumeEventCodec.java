// SPDX-License-Identifier: Apache-2.0
package io.holdfast.flume;

import io.holdfast.core.RecordCodec;

/** Keeps events in blocks as they came over the wire. */
final class FlumeEventCodec implements RecordCodec<FlumeEvent> {
  private static final long serialVersionUID = 1L;

  @Override
  public Class<FlumeEvent> type() {
    return FlumeEvent.class;
  }

  @Override
  public byte[] toBytes(FlumeEvent event) {
    return event.encoded();
  }

  @Override
  public FlumeEvent fromBytes(byte[] bytes) {
    return FlumeEvent.ofEncoded(bytes);
  }
}
