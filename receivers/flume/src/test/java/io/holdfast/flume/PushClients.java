// SPDX-License-Identifier: Apache-2.0
package io.holdfast.flume;

import io.holdfast.testkit.PushingClients;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/** An outside system that calls over TCP: each client sends events, and each is answered. */
final class PushClients extends PushingClients<FlumeEvent> {
  private static final int RECEIVE_BUFFER = 1024;

  PushClients(int count) {
    super(count, PushProtocol::new, RECEIVE_BUFFER);
  }

  @Override
  public Optional<FlumeEvent> produce(int partition, String text) {
    FlumeEvent event = FlumeEvent.of(Map.of("text", text), text.getBytes(StandardCharsets.UTF_8));
    int unused = send(partition, event);
    return Optional.of(event);
  }
}
