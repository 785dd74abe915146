// SPDX-License-Identifier: Apache-2.0
package io.holdfast.it.fault;

import io.holdfast.it.job.SourceKind;
import io.holdfast.it.job.TroubledLog;
import io.holdfast.it.rig.Run;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;

/** Strikes what the job writes to: its log, and its database. */
final class Disks extends Blow {
  private static final String WAITS = "the job waits and tries again";

  Disks(Deed deed) {
    super(deed);
  }

  static Map<SourceKind, Strike> slow(Run run) throws Exception {
    return trouble(run, TroubledLog.SLOW, TroubledLog.SAID_SLOW);
  }

  static Map<SourceKind, Strike> full(Run run) throws Exception {
    return trouble(run, TroubledLog.FULL, TroubledLog.SAID_FULL);
  }

  /** The trouble lasts until each receiver's log has met it twice. */
  private static Map<SourceKind, Strike> trouble(Run run, String what, String said)
      throws Exception {
    String before = run.job().executorLogs();
    Map<SourceKind, Strike> strikes = inFlight(run);
    Path sign = Files.createFile(run.job().folder().resolve(what));
    try {
      run.await(
          "each log has met it twice",
          () -> {
            String logs = run.job().executorLogs();
            return strikes.keySet().stream()
                .map(kind -> line(run, kind, said))
                .allMatch(line -> times(logs, line) > times(before, line) + 1);
          });
    } finally {
      Files.delete(sign);
    }
    String logs = run.job().executorLogs();
    return observed(
        strikes, kind -> "%s: %d times".formatted(said, times(logs, line(run, kind, said))));
  }

  private static String line(Run run, SourceKind kind, String said) {
    return "%s: Streaming job running receiver %d\n".formatted(said, run.stream(kind));
  }

  private static long times(String logs, String what) {
    return logs.split(Pattern.quote(what), -1).length - 1L;
  }

  static Map<SourceKind, Strike> databaseDown(Run run) throws Exception {
    long before = times(run.job().process().log(), WAITS);
    Map<SourceKind, Strike> strikes = inFlight(run);
    run.site().database().kill();
    try {
      run.await("the job has met it", () -> times(run.job().process().log(), WAITS) > before);
    } finally {
      run.site().database().restart();
    }
    return observed(strikes, kind -> "SIGKILL to PostgreSQL, and \"%s\"".formatted(WAITS));
  }
}
