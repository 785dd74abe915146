// SPDX-License-Identifier: Apache-2.0
package io.holdfast.testkit;

import io.holdfast.core.ReceiverSettings;
import io.holdfast.core.ReliableReceiver;
import io.holdfast.core.Source;
import io.holdfast.core.SourceContext;

/** The reference of receivers that are called. */
class ServerReceiver extends ReliableReceiver<String> {
  private static final long serialVersionUID = 1L;

  final String port;

  ServerReceiver(ScriptedClients clients, ReceiverSettings settings) {
    super(settings);
    this.port = clients.name();
  }

  @Override
  protected Source<String> open(SourceContext context) throws Exception {
    return new ServerSource(port, context);
  }
}
