// SPDX-License-Identifier: Apache-2.0
package io.holdfast.it;

import io.holdfast.it.job.SourceKind;
import io.holdfast.parts.RsyslogServer;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The sources that a machine can start. */
final class Sources {
  private Sources() {}

  /** All, or those that {@code -Dholdfast.it.sources} names. */
  static List<SourceKind> here() throws InterruptedException {
    return startable(List.of(SourceKind.values()));
  }

  /** Those of them that replay. */
  static List<SourceKind> replaying() throws InterruptedException {
    return startable(Stream.of(SourceKind.values()).filter(SourceKind::replays).toList());
  }

  /** Without rsyslog if there is none, which is said plainly. */
  private static List<SourceKind> startable(List<SourceKind> all) throws InterruptedException {
    Optional<String> missing = RsyslogServer.missing();
    missing.ifPresent(why -> System.out.println("RELP is left out: " + why));
    return Chosen.among(all, "holdfast.it.sources")
        .filter(kind -> kind != SourceKind.RELP || missing.isEmpty())
        .toList();
  }
}
