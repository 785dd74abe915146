// SPDX-License-Identifier: Apache-2.0
package io.holdfast.testkit;

import io.holdfast.core.ReceiverSettings;
import io.holdfast.core.Source;
import io.holdfast.core.SourceContext;

/** A receiver that asks, broken in one way. */
final class BrokenLogReceiver extends LogReceiver {
  private static final long serialVersionUID = 1L;

  private final BrokenSource how;

  BrokenLogReceiver(ScriptedLog log, ReceiverSettings settings, BrokenSource how) {
    super(log, settings);
    this.how = how;
  }

  @Override
  protected Source<String> open(SourceContext context) throws Exception {
    return how.open(log, context);
  }
}
