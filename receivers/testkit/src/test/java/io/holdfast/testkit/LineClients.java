// SPDX-License-Identifier: Apache-2.0
package io.holdfast.testkit;

import java.util.Optional;

/** An outside system that calls over TCP: each client sends lines, and each line is answered. */
final class LineClients extends PushingClients<String> {
  private static final int RECEIVE_BUFFER = 1024;

  LineClients(int count) {
    super(count, LineProtocol::new, RECEIVE_BUFFER);
  }

  @Override
  public Optional<String> produce(int partition, String text) {
    if (text.indexOf('\n') >= 0) {
      return Optional.empty();
    }
    int unused = send(partition, text);
    return Optional.of(text);
  }
}
