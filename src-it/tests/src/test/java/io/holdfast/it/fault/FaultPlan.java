// SPDX-License-Identifier: Apache-2.0
package io.holdfast.it.fault;

import io.holdfast.it.job.SourceKind;
import io.holdfast.it.rig.Run;
import java.util.Map;

/** One fault, and when it strikes. */
public record FaultPlan(Fault fault, When when) {
  /** Waits until it is time, and strikes; says what it has done to each source. */
  public Map<SourceKind, Strike> carryOut(Run run) throws Exception {
    fault.prepare(run);
    when.await(run);
    return fault.strike(run);
  }
}
