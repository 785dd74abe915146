// SPDX-License-Identifier: Apache-2.0
package io.holdfast.testkit;

import io.holdfast.testkit.Event.Kind;
import java.util.List;

/** What a receiver has reported to the driver. */
final class Reports {
  private Reports() {}

  /** Waits until a report contains that text. */
  static void await(Rig<?> rig, Law law, String text) {
    law.await("a report says: " + text, () -> isIn(rig.log().all(), text));
  }

  /** Whether one of the reports among these events contains that text. */
  static boolean isIn(List<Event> events, String text) {
    return events.stream()
        .filter(event -> event.kind() == Kind.REPORTED)
        .anyMatch(event -> event.items().toString().contains(text));
  }
}
