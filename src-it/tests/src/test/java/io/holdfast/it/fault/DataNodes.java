// SPDX-License-Identifier: Apache-2.0
package io.holdfast.it.fault;

import io.holdfast.it.job.SourceKind;
import io.holdfast.it.rig.Run;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Kills one of the two data nodes that all logs are written to. Those that are open lose it in the
 * middle, and those that are opened meanwhile do not find it.
 */
final class DataNodes extends Blow {
  DataNodes() {
    super(DataNodes::killed);
  }

  @Override
  void prepare(Run run) throws Exception {
    run.storeOnHdfs();
    begin(run);
  }

  private static Map<SourceKind, Strike> killed(Run run) throws Exception {
    String node = run.site().dataNode().address();
    Map<SourceKind, Strike> strikes = inFlight(run);
    run.site().dataNode().kill();
    try {
      run.await("every open log has lost it", () -> logsWithout(run, node) >= strikes.size());
    } finally {
      run.site().dataNode().restart();
    }
    long logs = logsWithout(run, node);
    return observed(
        strikes,
        kind ->
            "SIGKILL to the data node %s; %d logs of receivers went on with the other"
                .formatted(node, logs));
  }

  /** How many blocks of HDFS, which are one for each open log, executors write without it. */
  private static long logsWithout(Run run, String node) {
    Pattern recovery =
        Pattern.compile(
            "Error Recovery for \\S+:(blk_\\d+)\\S* in pipeline .*: datanode \\d+"
                + "\\(DatanodeInfoWithStorage\\["
                + Pattern.quote(node)
                + ",.*is bad");
    return recovery
        .matcher(run.job().executorLogs())
        .results()
        .map(line -> line.group(1))
        .distinct()
        .count();
  }
}
