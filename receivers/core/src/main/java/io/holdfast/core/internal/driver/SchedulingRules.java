// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal.driver;

import static io.holdfast.core.internal.driver.Sentences.when;

import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;

/** Rules about how Spark schedules jobs and tasks. */
final class SchedulingRules {
  private static final String CONCURRENT_JOBS = "spark.streaming.concurrentJobs";
  private static final String LOCALITY_WAIT = "spark.locality.wait";
  private static final String DEFAULT_LOCALITY_WAIT = "3s";

  private SchedulingRules() {}

  static Optional<String> concurrentJobs(Facts facts) {
    int jobs = facts.conf().getInt(CONCURRENT_JOBS, 1);
    return when(
        jobs > 1,
        () ->
            ("%s is %d, and a batch that completes first would clean up blocks that an older one"
                    + " still needs: set it to 1.")
                .formatted(CONCURRENT_JOBS, jobs));
  }

  /** Spark speculates on a stage of one task, which a receiver is, only with the threshold. */
  static Optional<String> speculation(Facts facts) {
    SparkConf conf = facts.conf();
    return when(
        facts.receivers() > 0
            && conf.getBoolean("spark.speculation", false)
            && conf.contains("spark.speculation.task.duration.threshold"),
        () ->
            "spark.speculation with spark.speculation.task.duration.threshold starts a second copy"
                + " of each receiver and abandons the first, which goes on receiving: remove the"
                + " threshold, or set spark.speculation to false.");
  }

  static Optional<String> localityWaitLocal(Facts facts) {
    return when(
        facts.resources().local()
            && facts.receiverLog()
            && facts.checkpointDirectory().isPresent()
            && waits(facts.conf()),
        () ->
            ("On the master %s a batch that a recovery brings back can wait for ever for a"
                    + " locality that no executor has: set %s to 0s.")
                .formatted(facts.master(), waitKeys(facts.conf())));
  }

  static Optional<String> localityWaitOneCore(Facts facts) {
    Resources resources = facts.resources();
    return when(
        facts.receivers() > 0
            && !resources.local()
            && resources.executorCores().orElse(0) == resources.taskCores()
            && waits(facts.conf()),
        () ->
            ("On executors of one task each, tasks wait for the one that the receiver occupies, and"
                    + " after the loss of an executor new data can be late by up to 15 s: set %s to"
                    + " 0s, or spark.executor.cores to 2 or more.")
                .formatted(waitKeys(facts.conf())));
  }

  private static boolean waits(SparkConf conf) {
    return levels().anyMatch(key -> waitMillis(conf, key) != 0);
  }

  /** The general setting, and those of single levels that would stay as they are. */
  private static String waitKeys(SparkConf conf) {
    Stream<String> single =
        levels().filter(key -> conf.contains(key) && waitMillis(conf, key) != 0);
    Stream<String> general =
        levels().anyMatch(key -> !conf.contains(key) && waitMillis(conf, key) != 0)
            ? Stream.of(LOCALITY_WAIT)
            : Stream.empty();
    return Stream.concat(general, single).collect(Collectors.joining(" and "));
  }

  private static Stream<String> levels() {
    return Stream.of("process", "node", "rack").map(level -> LOCALITY_WAIT + "." + level);
  }

  private static long waitMillis(SparkConf conf, String key) {
    return conf.getTimeAsMs(key, conf.get(LOCALITY_WAIT, DEFAULT_LOCALITY_WAIT));
  }
}
