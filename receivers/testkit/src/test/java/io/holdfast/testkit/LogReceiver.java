// SPDX-License-Identifier: Apache-2.0
package io.holdfast.testkit;

import io.holdfast.core.ReceiverSettings;
import io.holdfast.core.ReliableReceiver;
import io.holdfast.core.Source;
import io.holdfast.core.SourceContext;

/** The reference of receivers that ask. */
class LogReceiver extends ReliableReceiver<String> {
  private static final long serialVersionUID = 1L;

  final String log;

  LogReceiver(ScriptedLog log, ReceiverSettings settings) {
    super(settings);
    this.log = log.name();
  }

  @Override
  protected Source<String> open(SourceContext context) throws Exception {
    return new LogSource(log, context);
  }
}
