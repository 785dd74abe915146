// SPDX-License-Identifier: Apache-2.0
package io.holdfast.testkit;

import io.holdfast.core.SourceContext;
import java.io.IOException;
import java.io.Serializable;

/** A way to break a receiver that asks; a constant of some enum, so that it can travel. */
interface BrokenSource extends Serializable {

  LogSource open(String log, SourceContext context) throws IOException;

  String name();

  /** The law that has to notice it. */
  int law();

  /** What the law has to say of it. */
  String words();

  default Broken broken() {
    return new Broken(
        name(),
        law(),
        words(),
        Capabilities.all(),
        () -> new ScriptedLog(2),
        (system, settings) -> new BrokenLogReceiver((ScriptedLog) system, settings, this));
  }
}
