// SPDX-License-Identifier: Apache-2.0
package io.holdfast.testkit;

import io.holdfast.core.ReceiverSettings;
import io.holdfast.core.Source;
import io.holdfast.core.SourceContext;

/** Keeps its source in a field. */
final class LiveFieldReceiver extends LogReceiver {
  private static final long serialVersionUID = 1L;

  @SuppressWarnings("serial") // that is what is broken
  private Source<String> source;

  private LiveFieldReceiver(ScriptedLog log, ReceiverSettings settings) {
    super(log, settings);
  }

  static Broken broken() {
    return new Broken(
        "LIVE_FIELD",
        205,
        "cannot be copied",
        Capabilities.all(),
        () -> new ScriptedLog(2),
        (system, settings) -> new LiveFieldReceiver((ScriptedLog) system, settings));
  }

  @Override
  protected Source<String> open(SourceContext context) throws Exception {
    source = new LogSource(log, context);
    return source;
  }
}
