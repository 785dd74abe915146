// SPDX-License-Identifier: Apache-2.0
package io.holdfast.examples;

import io.holdfast.core.crash.FilePlan;
import io.holdfast.parts.SparkSubmit;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;

/** The shipped jar, submitted with a plan of faults that it does not have itself. */
final class HaltingJob {
  /** What a JVM that was halted by a plan exits with. */
  static final int HALTED = 86;

  private HaltingJob() {}

  /**
   * With a plan that is named by a property of the driver: a checkpoint keeps the configuration of
   * the first life.
   */
  static SparkSubmit of(Class<? extends Callable<Integer>> job, Path plan)
      throws URISyntaxException {
    return of(job).driverOptions(List.of("-D" + FilePlan.KEY + "=" + plan));
  }

  /** Without the name of a plan. */
  static SparkSubmit of(Class<? extends Callable<Integer>> job) throws URISyntaxException {
    Path faults =
        Path.of(FilePlan.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    Path jar = Path.of(System.getProperty("holdfast.shipped.jar"));
    return SparkSubmit.of(jar, job.getName())
        // So that the engine's class loader does not see the plan's jar; the task's does.
        .configuration("spark.driver.extraClassPath", jar.toString())
        .configuration("spark.jars", faults.toString())
        .driverOptions(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
  }
}
