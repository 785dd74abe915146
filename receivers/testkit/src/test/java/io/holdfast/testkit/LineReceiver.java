// SPDX-License-Identifier: Apache-2.0
package io.holdfast.testkit;

import io.holdfast.core.ReceiverSettings;
import io.holdfast.core.ReliableReceiver;
import io.holdfast.core.Source;
import io.holdfast.core.SourceContext;

/** The reference of servers: several clients over TCP, which read answers. */
class LineReceiver extends ReliableReceiver<String> {
  private static final long serialVersionUID = 1L;

  final String clients;

  LineReceiver(LineClients clients, ReceiverSettings settings) {
    super(settings);
    this.clients = clients.name();
  }

  @Override
  protected Source<String> open(SourceContext context) {
    return new LineSource(clients);
  }
}
