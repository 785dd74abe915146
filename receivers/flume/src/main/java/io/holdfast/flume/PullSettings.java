// SPDX-License-Identifier: Apache-2.0
package io.holdfast.flume;

import java.io.Serializable;
import java.util.Arrays;
import java.util.stream.Collectors;

/** What a receiver's clients are to do. Immutable; checked by the builder of the receiver. */
final class PullSettings implements Serializable {
  private static final long serialVersionUID = 1L;

  final SinkAddress[] sinks;
  final int connectionsPerSink;
  final int maxBatchEvents;
  final int maxFrameBytes;
  final long answerTimeoutMillis;
  final long sinkTimeoutMillis;
  final long minPauseMillis;
  final long maxPauseMillis;

  PullSettings(FlumePullReceiver.Builder builder) {
    sinks = builder.sinks.toArray(new SinkAddress[0]);
    connectionsPerSink = builder.connectionsPerSink;
    maxBatchEvents = builder.maxBatchEvents;
    maxFrameBytes = builder.maxFrameBytes;
    answerTimeoutMillis = builder.answerTimeout.toMillis();
    sinkTimeoutMillis = builder.sinkTimeout.toMillis();
    minPauseMillis = builder.settings.minBackoff().toMillis();
    maxPauseMillis = builder.settings.maxBackoff().toMillis();
  }

  @Override
  public String toString() {
    return Arrays.stream(sinks).map(SinkAddress::toString).collect(Collectors.joining(", "));
  }
}
