// SPDX-License-Identifier: Apache-2.0
package io.holdfast.socket;

import io.holdfast.parts.FreePorts;
import io.holdfast.testkit.PushingClients;
import java.util.Optional;

/** Clients of RELP, as the laws want to see them. */
final class RelpClients extends PushingClients<String> {
  private static final int RECEIVE_BUFFER = 4096;

  private final int port = FreePorts.choose(1).get(0);

  RelpClients(int count) {
    super(count, RelpProtocol::new, RECEIVE_BUFFER);
    listening(name(), port);
  }

  int port() {
    return port;
  }

  @Override
  public Optional<String> produce(int partition, String text) {
    int unused = send(partition, text);
    return Optional.of(text);
  }

  /** On a connection that has lasted since the first message, whose transaction is 2. */
  @Override
  public String produceMalformed(int partition) {
    return "transaction " + (send(partition, RelpProtocol.MALFORMED) + 2);
  }
}
