// SPDX-License-Identifier: Apache-2.0
package io.holdfast.flume;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Several hostile sinks, so that there is always one that keeps nobody waiting. */
final class HostileSinks implements AutoCloseable {
  private static final int COUNT = 4;

  private final List<HostileSink> sinks = new ArrayList<>();

  HostileSinks(long seed) throws IOException {
    for (int i = 0; i < COUNT; i++) {
      sinks.add(new HostileSink(seed + i * (1L << 32)));
    }
  }

  FlumePullReceiver.Builder addTo(FlumePullReceiver.Builder builder) {
    sinks.forEach(sink -> builder.sink("127.0.0.1", sink.port()));
    return builder;
  }

  int connections() {
    return sinks.stream().mapToInt(HostileSink::connections).sum();
  }

  @Override
  public void close() throws IOException {
    for (HostileSink sink : sinks) {
      sink.close();
    }
  }
}
