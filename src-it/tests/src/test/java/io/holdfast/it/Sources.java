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

  /**
   * All that replay, or what {@code -Dholdfast.it.sources} names of them; without rsyslog if there
   * is none, which is said plainly.
   */
  static List<SourceKind> here() throws InterruptedException {
    Optional<String> missing = RsyslogServer.missing();
    missing.ifPresent(why -> System.out.println("RELP is left out: " + why));
    List<SourceKind> replaying =
        Stream.of(SourceKind.values()).filter(SourceKind::replays).toList();
    return Chosen.among(replaying, "holdfast.it.sources")
        .filter(kind -> kind != SourceKind.RELP || missing.isEmpty())
        .toList();
  }
}
