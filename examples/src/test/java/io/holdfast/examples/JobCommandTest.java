// SPDX-License-Identifier: Apache-2.0
package io.holdfast.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.core.Durability;
import io.holdfast.core.PoisonException;
import io.holdfast.core.PoisonPolicy;
import io.holdfast.core.PreflightException;
import io.holdfast.core.SupersededException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

class JobCommandTest {
  private final StringWriter err = new StringWriter();
  private final StringWriter out = new StringWriter();
  private final FakeJob job = new FakeJob();

  @Test
  void takesTheDefaults() {
    assertThat(execute("there")).isZero();
    assertThat(job.options.batchSeconds()).isEqualTo(10);
    assertThat(job.options.settings().poison()).isEqualTo(PoisonPolicy.FAIL);
    assertThat(job.options.settings().demanded()).isEmpty();
    assertThat(job.options.checkpoint()).isEmpty();
    assertThat(job.options.totals()).isEmpty();
    assertThat(job.options.idleBound()).isEmpty();
    assertThat(job.options.frozen()).isEqualTo("--batch 10 --poison fail");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void takesEveryOption(@TempDir Path folder) {
    Path totals = folder.resolve("totals");
    assertThat(
            execute(
                "there",
                "--batch",
                "2",
                "--checkpoint",
                "hdfs://h/c",
                "--totals",
                totals + "",
                "--stop-when-idle",
                "3",
                "--poison",
                "skip",
                "--durability",
                "wal"))
        .isZero();
    assertThat(job.options.batchSeconds()).isEqualTo(2);
    assertThat(job.options.settings().poison()).isEqualTo(PoisonPolicy.SKIP);
    assertThat(job.options.settings().demanded()).contains(Durability.WAL);
    assertThat(job.options.checkpoint()).contains("hdfs://h/c");
    assertThat(job.options.totals()).contains(totals);
    assertThat(job.options.idleBound()).contains(Duration.ofSeconds(3));
    assertThat(job.options.frozen())
        .isEqualTo("--batch 2 --poison skip --durability wal --totals " + totals);
  }

  @Test
  void keepsTwoCopiesWhereThatIsDemanded() {
    assertThat(execute("there", "--durability=replicated")).isZero();
    assertThat(job.options.settings().demanded()).contains(Durability.REPLICATED);
    assertThat(job.options.settings().storageLevel().replication()).isEqualTo(2);
  }

  @Test
  void freezesNoPasswordOfADatabase() {
    String url = "jdbc:postgresql://db/totals?user=me&password=secret";
    assertThat(execute("there", "--totals-jdbc", url, "--durability", "replicated", "--start-anew"))
        .isZero();
    assertThat(job.options.totalsJdbc()).contains(url);
    assertThat(job.options.durability()).contains(Durability.REPLICATED);
    assertThat(job.options.isStartAnew()).isTrue();
    assertThat(job.options.frozen())
        .isEqualTo(
            "--batch 10 --poison fail --durability replicated"
                + " --totals-jdbc jdbc:postgresql://db/totals");
  }

  @Test
  void refusesBadArgumentsInOneSentence(@TempDir Path folder) throws IOException {
    assertRefused("Missing required parameter: 'WHERE'");
    assertRefused("Unknown option: '--bach'", "there", "--bach");
    assertRefused("Invalid value for option '--batch': 0 is less than 1", "there", "--batch=0");
    assertRefused("Invalid value for option '--batch': 'x' is not an int", "there", "--batch", "x");
    assertRefused(
        "Invalid value for option '--stop-when-idle': -1 is less than 1",
        "there",
        "--stop-when-idle=-1");
    assertRefused(
        "Invalid value for option '--poison': 'x' is none of fail, skip, dead-letter",
        "there",
        "--poison",
        "x");
    assertRefused(
        "Invalid value for option '--durability': 'x' is not wal, replicated or memory",
        "there",
        "--durability=x");
    assertRefused(
        "Invalid value for option '--totals': %s is a directory, not a file".formatted(folder),
        "there",
        "--totals=" + folder);
    Path file = Files.createFile(folder.resolve("file"));
    assertRefused(
        "Invalid value for option '--totals': %s is not a directory that the job can write into"
            .formatted(file),
        "there",
        "--totals=" + file.resolve("totals"));
  }

  @Test
  void deadLettersAndTheirDirectoryGoTogether() {
    assertRefused(
        "Invalid value for option '--poison': dead-letter needs --dead-letters DIR to keep records"
            + " in",
        "there",
        "--poison=dead-letter");
    assertRefused(
        "Invalid value for option '--dead-letters': it goes with --poison dead-letter, and --poison"
            + " is fail",
        "there",
        "--dead-letters=d");
    assertThat(execute("there", "--poison=dead-letter", "--dead-letters=hdfs://h/d")).isZero();
    assertThat(job.options.settings().poison()).isEqualTo(PoisonPolicy.DEAD_LETTER);
    assertThat(job.options.settings().deadLetterDirectory()).contains("hdfs://h/d");
    assertThat(job.options.frozen())
        .isEqualTo("--batch 10 --poison dead-letter --dead-letters hdfs://h/d");
  }

  @Test
  void showsHelpOnStandardOutput() {
    assertThat(execute("--help")).isZero();
    assertThat(out.toString()).contains("--checkpoint=DIR").contains("--stop-when-idle=SECONDS");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void endsWithTwoAndTheSentenceWhenTheConfigurationIsBad() {
    job.failure = new BadConfigurationException("do this instead", new IOException("deep"));
    assertThat(execute("there")).isEqualTo(2);
    assertThat(err.toString()).isEqualTo("fake: do this instead%n".formatted());
  }

  @Test
  void endsWithTwoAndASentenceALineWhenThePreflightRefuses() {
    job.failure = new PreflightException("One.\nTwo.");
    assertThat(execute("there")).isEqualTo(2);
    assertThat(err.toString()).isEqualTo("fake: One.%nfake: Two.%n".formatted());
  }

  @Test
  void endsWithZeroAndTheSuccessorWhenAnotherHasTakenOver() {
    job.failure = new SupersededException("words", 1, "app-2", 2);
    assertThat(execute("there")).isZero();
    assertThat(err.toString())
        .isEqualTo(
            ("fake: the application app-2 (epoch 2) has taken over the job words; this one (epoch"
                    + " 1) has stopped and counts nothing more%n")
                .formatted());
  }

  @Test
  void endsWithOneAndThePositionOfPoison() {
    job.failure = new JobFailedException(new PoisonException("topic t, partition 1, offset 2"));
    assertThat(execute("there")).isEqualTo(1);
    assertThat(err.toString())
        .isEqualTo(
            "fake: topic t, partition 1, offset 2; --poison skip leaves such records out%n"
                .formatted());
  }

  @Test
  void endsWithOneAndTheFirstLineOfWhateverElseFailed() {
    job.failure =
        new JobFailedException(
            new IllegalStateException("outer", new IOException("\n disk full\n\tat x.Y.z")));
    assertThat(execute("there")).isEqualTo(1);
    assertThat(err.toString())
        .isEqualTo(
            ("fake: the job failed with IOException: disk full; Spark's log, on standard error"
                    + " unless configured otherwise, has the details%n")
                .formatted());
  }

  @Test
  void namesTheTypeOfAFailureWithoutAMessage() {
    job.failure = new JobFailedException(new IllegalStateException((String) null));
    assertThat(execute("there")).isEqualTo(1);
    assertThat(err.toString()).startsWith("fake: the job failed with IllegalStateException; ");
  }

  private void assertRefused(String sentence, String... arguments) {
    err.getBuffer().setLength(0);
    assertThat(execute(arguments)).isEqualTo(2);
    assertThat(err.toString())
        .isEqualTo("fake: %s; --help shows what it takes%n".formatted(sentence));
  }

  private int execute(String... arguments) {
    CommandLine commandLine =
        new CommandLine(job).setErr(new PrintWriter(err, true)).setOut(new PrintWriter(out, true));
    return JobCommand.execute(commandLine, arguments);
  }

  @Command(name = "fake")
  private static final class FakeJob implements Callable<Integer> {
    @Parameters(paramLabel = "WHERE")
    private String where;

    @Mixin private JobOptions options;
    private Exception failure;

    @Override
    public Integer call() throws Exception {
      if (failure != null) {
        throw failure;
      }
      assertThat(where).isEqualTo("there");
      assertThat(options.settings()).isNotNull();
      return 0;
    }
  }
}
