// SPDX-License-Identifier: Apache-2.0
package io.holdfast.demo;

import io.holdfast.parts.SparkSubmit;
import java.nio.file.Path;

/** The submission of a job as every demo makes it; each adds the arguments of its own. */
final class DemoJob {
  private DemoJob() {}

  static SparkSubmit of(String job, DemoOptions options, Path totals) throws DemoException {
    return SparkSubmit.of(BuiltJar.ofJobs(), job)
        .master("local[2]")
        .driverMemory("900m")
        .configuration("spark.dynamicAllocation.enabled", "false")
        // On a local master Spark ends its executor before it stops the streams, and a graceful
        // stop then waits half a minute for tasks that nobody runs. All is counted when the demo
        // stops the job.
        .configuration("spark.streaming.stopGracefullyOnShutdown", "false")
        .arguments("--batch", Integer.toString(options.batchSeconds()))
        .arguments("--totals", totals.toString())
        .inheritOutput();
  }
}
