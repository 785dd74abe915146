// SPDX-License-Identifier: Apache-2.0
package io.holdfast.examples;

import io.holdfast.core.Durability;
import io.holdfast.core.PoisonPolicy;
import io.holdfast.core.ReceiverSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.apache.spark.storage.StorageLevel;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that the word counts of all sources have. */
final class JobOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  private int batchSeconds;
  private Duration idleBound;
  private Path totals;

  @Option(
      names = "--checkpoint",
      paramLabel = "DIR",
      description = {
        "Makes the job recoverable: Spark's checkpoint and the write-ahead log of what was received"
            + " go to this directory of any Hadoop file system, and a job started again with it goes"
            + " on where the last one ended. Without it, what was received and not yet counted is"
            + " lost with the driver."
      })
  private String checkpoint;

  @Option(
      names = "--poison",
      paramLabel = "fail|skip|dead-letter",
      defaultValue = "fail",
      converter = LowerCase.OfPoison.class,
      description = {
        "What happens to a record that is not valid UTF-8: the job ends and names its position, or"
            + " the record is reported and left out, or it is left out and kept in --dead-letters."
            + " Default: ${DEFAULT-VALUE}."
      })
  private PoisonPolicy poison;

  @Option(
      names = "--dead-letters",
      paramLabel = "DIR",
      description = {
        "Where --poison dead-letter keeps the records it leaves out, as lines of JSON: a directory of"
            + " any Hadoop file system."
      })
  private String deadLetters;

  @Option(
      names = "--totals-jdbc",
      paramLabel = "URL",
      description = {
        "Keeps the totals in a database, in the table word_totals: of records that have a position"
            + " each counts exactly once, whatever is replayed. A JDBC URL of PostgreSQL without a"
            + " password, which its driver finds in ~/.pgpass or in the file that PGPASSFILE names; or"
            + " a file for SQLite."
      })
  private String totalsJdbc;

  @Option(
      names = "--durability",
      paramLabel = "wal|replicated|memory",
      converter = LowerCase.OfDurability.class,
      description = {
        "What a record has to survive before it is acknowledged: a crash of the driver and of"
            + " executors, through a write-ahead log; of one executor, through a copy on another; or"
            + " none. Default: wal with --checkpoint, else what the master gives."
      })
  private Durability durability;

  @Option(
      names = "--start-anew",
      description = {
        "Does not go on from the checkpoint in --checkpoint: what an earlier run left there is"
            + " renamed aside, and what it acknowledged and had not counted is counted only if the"
            + " totals, by --totals-jdbc, tell the source where to begin. For one start: a job that"
            + " is restarted with it starts anew again."
      })
  private boolean startAnew;

  @Option(
      names = "--check",
      description = {
        "Prints what the checks before a start find and what the job as configured guarantees, and"
            + " ends: with 0 if the job could start, and with 2 if not."
      })
  private boolean checkOnly;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Shows this text.")
  boolean help; // picocli shows it

  @Option(
      names = "--batch",
      paramLabel = "SECONDS",
      defaultValue = "10",
      description = "The batch interval, at least 1. Default: ${DEFAULT-VALUE}.")
  void batch(int seconds) {
    batchSeconds = atLeastOne("--batch", seconds);
  }

  @Option(
      names = "--stop-when-idle",
      paramLabel = "SECONDS",
      description = {
        "Stops the job when for this long, at least 1, no record has come, counted from its start or"
            + " from the end of the last batch that had records."
      })
  void stopWhenIdle(int seconds) {
    idleBound = Duration.ofSeconds(atLeastOne("--stop-when-idle", seconds));
  }

  @Option(
      names = "--totals",
      paramLabel = "FILE",
      description = {
        "Keeps all counts since the start in this file, a local file of the driver, as lines of a"
            + " word, a tab and its count."
      })
  void totals(Path file) {
    Path absolute = file.toAbsolutePath();
    Path folder = absolute.getParent();
    if (folder == null || Files.isDirectory(absolute)) {
      throw refusal("--totals", file + " is a directory, not a file");
    }
    if (!Files.isDirectory(folder) || !Files.isWritable(folder)) {
      throw refusal("--totals", folder + " is not a directory that the job can write into");
    }
    totals = absolute;
  }

  int batchSeconds() {
    return batchSeconds;
  }

  Optional<String> checkpoint() {
    return Optional.ofNullable(checkpoint);
  }

  Optional<Path> totals() {
    return Optional.ofNullable(totals);
  }

  Optional<Duration> idleBound() {
    return Optional.ofNullable(idleBound);
  }

  Optional<String> totalsJdbc() {
    return Optional.ofNullable(totalsJdbc);
  }

  Optional<Durability> durability() {
    return Optional.ofNullable(durability);
  }

  boolean isStartAnew() {
    return startAnew;
  }

  boolean isCheckOnly() {
    return checkOnly;
  }

  /** Refuses an option that only exact totals have a use for, where none are kept. */
  void requireTotals(String option) {
    if (totalsJdbc == null) {
      throw refusal(option, "it goes with --totals-jdbc, whose totals it makes exact");
    }
  }

  /** The settings of the job's receiver. */
  ReceiverSettings settings() {
    boolean kept = poison == PoisonPolicy.DEAD_LETTER;
    if (kept && deadLetters == null) {
      throw refusal("--poison", "dead-letter needs --dead-letters DIR to keep records in");
    }
    if (!kept && deadLetters != null) {
      throw refusal(
          "--dead-letters",
          "it goes with --poison dead-letter, and --poison is " + LowerCase.name(poison));
    }
    ReceiverSettings.Builder settings = ReceiverSettings.builder().poison(poison);
    if (kept) {
      settings.deadLetterDirectory(deadLetters);
    }
    if (durability != null) {
      settings.demand(durability);
    }
    if (durability == Durability.REPLICATED) {
      settings.storageLevel(StorageLevel.MEMORY_AND_DISK_SER_2());
    }
    return settings.build();
  }

  /** The options that are frozen into a checkpoint, as a person would write them. */
  String frozen() {
    String frozen = "--batch %d --poison %s".formatted(batchSeconds, LowerCase.name(poison));
    if (deadLetters != null) {
      frozen += " --dead-letters " + deadLetters;
    }
    if (durability != null) {
      frozen += " --durability " + LowerCase.name(durability);
    }
    if (totalsJdbc != null) {
      frozen += " --totals-jdbc " + withoutParameters(totalsJdbc);
    }
    return totals == null ? frozen : frozen + " --totals " + totals;
  }

  private int atLeastOne(String option, int seconds) {
    if (seconds < 1) {
      throw refusal(option, seconds + " is less than 1");
    }
    return seconds;
  }

  private ParameterException refusal(String option, String reason) {
    return new ParameterException(
        command.commandLine(), "Invalid value for option '%s': %s".formatted(option, reason));
  }

  /** Spark shows its configuration, and a mistaken password may be among them. */
  private static String withoutParameters(String url) {
    int parameters = url.indexOf('?');
    return parameters < 0 ? url : url.substring(0, parameters);
  }
}
