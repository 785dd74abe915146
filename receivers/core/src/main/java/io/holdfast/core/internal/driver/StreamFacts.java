// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal.driver;

import io.holdfast.core.ReceiverSettings;
import io.holdfast.core.ReliableReceiver;

/** A stream of a reliable receiver, as its driver knows it. Never serialized. */
public record StreamFacts(int id, ReliableReceiver<?> receiver) {

  ReceiverSettings settings() {
    return receiver.settings();
  }

  /** How sentences call it. */
  public String name() {
    String simple = receiver.getClass().getSimpleName();
    return "stream %d (%s)".formatted(id, simple.isEmpty() ? "anonymous receiver" : simple);
  }
}
