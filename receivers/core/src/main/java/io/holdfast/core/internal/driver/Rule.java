// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal.driver;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The rules of the preflight: each looks at the facts and says, in a sentence, what to change. */
enum Rule {
  /** A receiver occupies a core for good, and its batches need one more. */
  CORES(Needs.CONFIGURATION) {
    @Override
    Optional<String> violation(Facts facts) {
      OptionalInt cores = localCores(facts.master());
      if (cores.isEmpty() || cores.getAsInt() > facts.receivers()) {
        return Optional.empty();
      }
      return Optional.of(
          ("The master %s has %s for %s, which leaves none to process what is received: use"
                  + " local[%d] or more.")
              .formatted(
                  facts.master(),
                  count(cores.getAsInt(), "core"),
                  count(facts.receivers(), "receiver"),
                  facts.receivers() + 1));
    }
  },

  /** Spark accepts this, and then relaunches the receiver for ever. */
  WAL_WITHOUT_CHECKPOINT(Needs.CHECKPOINT_DIRECTORY) {
    @Override
    Optional<String> violation(Facts facts) {
      return facts.receiverLog() && facts.checkpointDirectory().isEmpty()
          ? Optional.of(
              "spark.streaming.receiver.writeAheadLog.enable is true, but the job has no"
                  + " checkpoint directory to keep the log in: give it one, or set the key to"
                  + " false.")
          : Optional.empty();
    }
  };

  /** When a rule can be judged. */
  enum Needs {
    /** As soon as a stream is created. */
    CONFIGURATION,
    /** At the start, since jobs set the directory after they created their streams. */
    CHECKPOINT_DIRECTORY
  }

  private static final Pattern LOCAL =
      Pattern.compile("local(?:\\[\\s*([0-9]+|\\*)\\s*(?:,.*)?])?");

  private final Needs needs;

  Rule(Needs needs) {
    this.needs = needs;
  }

  Needs needs() {
    return needs;
  }

  /** The sentence that says what to change; empty if there is nothing. */
  abstract Optional<String> violation(Facts facts);

  private static OptionalInt localCores(String master) {
    Matcher matcher = LOCAL.matcher(master);
    if (!matcher.matches()) {
      return OptionalInt.empty();
    }
    String cores = matcher.group(1);
    if (cores == null) {
      return OptionalInt.of(1);
    }
    return OptionalInt.of(
        cores.equals("*") ? Runtime.getRuntime().availableProcessors() : Integer.parseInt(cores));
  }

  private static String count(int number, String thing) {
    return number + " " + thing + (number == 1 ? "" : "s");
  }
}
