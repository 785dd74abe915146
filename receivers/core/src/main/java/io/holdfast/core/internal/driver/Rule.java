// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal.driver;

import static io.holdfast.core.internal.driver.Rule.Needs.COMPLETE_JOB;
import static io.holdfast.core.internal.driver.Rule.Needs.CONFIGURATION;
import static io.holdfast.core.internal.driver.Rule.Severity.ERROR;
import static io.holdfast.core.internal.driver.Rule.Severity.WARNING;

import java.util.Optional;
import java.util.function.Function;

/**
 * The rules of the preflight: each looks at the facts and says, in a sentence, what to change. The
 * name of a rule is its id.
 */
enum Rule {
  /** A receiver occupies a core for good, and its batches need one more. */
  CORES(ERROR, CONFIGURATION, ResourceRules::cores),
  /** The same, for what a cluster gave in the end. */
  REGISTERED_CORES(ERROR, COMPLETE_JOB, ResourceRules::registeredCores),
  /** Executors that Spark takes away take their receivers and blocks with them. */
  DYNAMIC_ALLOCATION(ERROR, CONFIGURATION, ResourceRules::dynamicAllocation),
  /** Spark accepts this, and then relaunches the receiver for ever. */
  WAL_WITHOUT_CHECKPOINT(ERROR, COMPLETE_JOB, CheckpointRules::logWithoutDirectory),
  /** A batch that completes early cleans up the blocks of one that still runs. */
  CONCURRENT_JOBS(ERROR, CONFIGURATION, SchedulingRules::concurrentJobs),
  /** The copy of a receiver's task kills the task and leaves the receiver running. */
  SPECULATION(ERROR, CONFIGURATION, SchedulingRules::speculation),
  /** The direct stream delivers nothing, silently. */
  KAFKA_CLIENT(ERROR, CONFIGURATION, ClassPathRules::kafkaClient),
  /** A recovered batch waits for a locality that never comes. */
  LOCALITY_WAIT_LOCAL(ERROR, COMPLETE_JOB, SchedulingRules::localityWaitLocal),
  /** What an earlier run acknowledged would be lost, and come back when nobody expects it. */
  STALE_LOGS(ERROR, COMPLETE_JOB, CheckpointRules::staleLogs),
  /** A stream would get less than it demands. */
  DEMANDED_DURABILITY(ERROR, COMPLETE_JOB, DurabilityRules::demanded),
  /** The first poison would stop the job that was to survive it. */
  DEAD_LETTERS(ERROR, COMPLETE_JOB, DeadLetterRules::writable),

  /** Spark ignores the replication, and says so once for each receiver start. */
  REPLICATED_UNDER_WAL(WARNING, COMPLETE_JOB, DurabilityRules::replicatedUnderLog),
  /** An object store keeps nothing of a file that is open. */
  OBJECT_STORE_CHECKPOINT(WARNING, COMPLETE_JOB, CheckpointRules::objectStore),
  /** Each machine would write to a directory of its own. */
  FILE_CHECKPOINT_ON_CLUSTER(WARNING, COMPLETE_JOB, CheckpointRules::fileOnCluster),
  /** Tasks wait for a core that a receiver holds for good. */
  LOCALITY_WAIT_ONE_CORE(WARNING, CONFIGURATION, SchedulingRules::localityWaitOneCore),
  /** Java serialization writes class names again and again. */
  JAVA_SERIALIZER(WARNING, COMPLETE_JOB, SerializerRules::javaSerializer),
  /** Tokens end after days, a stream does not. */
  SECURED_WITHOUT_KEYTAB(WARNING, CONFIGURATION, SecurityRules::noKeytab),
  /** A checkpoint holds the whole configuration, in clear. */
  SECRET_IN_CHECKPOINT(WARNING, COMPLETE_JOB, SecurityRules::secretInCheckpoint),
  /** After a pause a source delivers as fast as it can. */
  UNBOUNDED_INTAKE(WARNING, CONFIGURATION, IntakeRules::unbounded),
  /** A recovered job has the settings of its checkpoint. */
  FROZEN_SETTINGS(WARNING, COMPLETE_JOB, CheckpointRules::frozenSettings);

  /** What a violation does. */
  enum Severity {
    /** The job does not start. */
    ERROR,
    /** The job starts and says so, unless the job is strict. */
    WARNING
  }

  /** When a rule can be judged. */
  enum Needs {
    /** As soon as a stream is created. */
    CONFIGURATION,
    /**
     * At the start, since jobs set the checkpoint directory after they created their streams, and
     * executors come late.
     */
    COMPLETE_JOB
  }

  private final Severity severity;
  private final Needs needs;

  @SuppressWarnings("ImmutableEnumChecker") // a reference to a static method holds nothing
  private final Function<Facts, Optional<String>> judge;

  Rule(Severity severity, Needs needs, Function<Facts, Optional<String>> judge) {
    this.severity = severity;
    this.needs = needs;
    this.judge = judge;
  }

  Severity severity() {
    return severity;
  }

  Needs needs() {
    return needs;
  }

  /** The sentence that says what to change; empty if there is nothing. */
  Optional<String> violation(Facts facts) {
    return judge.apply(facts);
  }
}
