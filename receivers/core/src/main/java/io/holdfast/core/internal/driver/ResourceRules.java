// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal.driver;

import static io.holdfast.core.internal.driver.Sentences.count;
import static io.holdfast.core.internal.driver.Sentences.when;

import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Rules about the cores and executors that a job has. */
final class ResourceRules {
  private static final String NONE_LEFT = "which leaves none to process what is received";

  private ResourceRules() {}

  static Optional<String> cores(Facts facts) {
    Resources resources = facts.resources();
    if (resources.slots().isEmpty() || resources.slots().getAsInt() > facts.receivers()) {
      return Optional.empty();
    }
    String given = resources.cores().isPresent() ? cores(resources.cores().getAsInt()) : "no core";
    int needed = (facts.receivers() + 1) * resources.taskCores();
    String receivers = receivers(facts, resources);
    return Optional.of(
        resources.local()
            ? "The master %s has %s for %s, %s: use local[%d] or more."
                .formatted(facts.master(), given, receivers, NONE_LEFT, needed)
            : "The configuration asks the master %s for %s for %s, %s: %s."
                .formatted(
                    facts.master(),
                    given,
                    receivers,
                    NONE_LEFT,
                    Resources.remedy(facts.conf(), needed)));
  }

  /** Judged only if the configuration promises enough, or nothing. */
  static Optional<String> registeredCores(Facts facts) {
    Resources resources = facts.resources();
    if (resources.local() || cores(facts).isPresent()) {
      return Optional.empty();
    }
    int wanted = resources.slots().orElse(facts.receivers() + 1);
    int slots = facts.outside().registeredSlots(wanted);
    return when(
        slots <= facts.receivers(),
        () ->
            ("The master %s has given the job %s for %s, %s: give the job more of the cluster, or"
                    + " time to get it with a longer %s (%s).")
                .formatted(
                    facts.master(),
                    cores(slots * resources.taskCores()),
                    receivers(facts, resources),
                    NONE_LEFT,
                    RegistrationWait.PATIENCE,
                    RegistrationWait.patience(facts.conf()).toSeconds() + " s now"));
  }

  static Optional<String> dynamicAllocation(Facts facts) {
    String enabled =
        Stream.of("spark.dynamicAllocation.enabled", "spark.streaming.dynamicAllocation.enabled")
            .filter(key -> facts.conf().getBoolean(key, false))
            .collect(Collectors.joining(" and "));
    return when(
        facts.receivers() > 0 && !enabled.isEmpty(),
        () ->
            ("Spark would take executors away while they hold receivers or blocks: set %s to"
                    + " false.")
                .formatted(enabled));
  }

  private static String receivers(Facts facts, Resources resources) {
    String receivers = count(facts.receivers(), "receiver");
    return resources.taskCores() == 1
        ? receivers
        : receivers + " of " + cores(resources.taskCores()) + " each (spark.task.cpus)";
  }

  private static String cores(int number) {
    return count(number, "core");
  }
}
