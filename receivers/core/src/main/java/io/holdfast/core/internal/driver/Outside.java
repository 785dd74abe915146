// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal.driver;

import java.util.Map;
import java.util.Optional;

/** What lies outside the job's own configuration, and costs something to find out. */
interface Outside {
  /**
   * How many tasks the registered executors can run at once. Waits until so many are wanted, but no
   * longer than Spark itself waits for the resources of a job.
   */
  int registeredSlots(int wanted);

  /** What an earlier run left in the checkpoint directory. */
  EarlierRun earlierRun(String checkpointDirectory);

  /** Whether Spark's direct Kafka stream would run with a Kafka client that it cannot use. */
  boolean directStreamWithNewKafkaClient();

  /** Whether the cluster asks for Kerberos. */
  boolean secured();

  /** Why no file can be written into a directory; empty if one can, which it tries. */
  Optional<String> whyNotWritable(String directory);

  /** The settings that this very start was given, whatever a checkpoint says. */
  Map<String, String> settingsOfThisStart();
}
