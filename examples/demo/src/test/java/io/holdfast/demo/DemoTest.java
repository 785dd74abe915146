// SPDX-License-Identifier: Apache-2.0
package io.holdfast.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What is refused before anything is started, and how. */
class DemoTest {
  @TempDir Path directory;

  private final StringWriter err = new StringWriter();
  private final StringWriter out = new StringWriter();

  @Test
  void without_a_source_it_names_them() {
    assertThat(run()).isEqualTo(2);
    assertThat(err)
        .hasToString(
            "demo: name a source: kafka, flume-push, flume-pull, relp, lines (see demo --help)\n");
  }

  @Test
  void an_unknown_option_is_refused() {
    assertThat(run("kafka", "--no-such")).isEqualTo(2);
    assertThat(err).hasToString("demo: Unknown option: '--no-such' (see demo kafka --help)\n");
  }

  @Test
  void help_is_no_error() {
    assertThat(run("kafka", "--help")).isZero();
    assertThat(out.toString()).contains("--input=FILE", "--totals=FILE", "--batch=SECONDS");
    assertThat(run("--help")).isZero();
  }

  @Test
  void a_batch_must_take_time() {
    refuses("--batch must be between 1 and 3600 seconds, not 0", "--batch", "0");
    refuses("--batch must be between 1 and 3600 seconds, not -3", "--batch", "-3");
    refuses("--batch must be between 1 and 3600 seconds, not 3601", "--batch", "3601");
  }

  @Test
  void the_input_must_be_a_file_that_exists() throws Exception {
    Path missing = directory.resolve("missing");
    refuses("--input " + missing + " does not exist", "--input", missing.toString());
    refuses(
        "--input " + directory + " is a directory; name a file", "--input", directory.toString());
  }

  @Test
  void the_totals_must_have_a_place() throws Exception {
    refuses(
        "--totals " + directory + " is a directory; name a file", "--totals", directory.toString());
    Path below = directory.resolve("missing").resolve("totals");
    refuses(
        "--totals " + below + ": there is no directory " + below.getParent() + "; create it",
        "--totals",
        below.toString());
    Path file = Files.writeString(directory.resolve("file"), "a\n");
    refuses(
        "--totals " + file + " is the input as well; name another file",
        "--input",
        file.toString(),
        "--totals",
        file.toString());
    refuses(
        "--totals /proc/totals cannot be written; check its permissions",
        "--totals",
        "/proc/totals");
    assertThat(directory)
        .isDirectoryContaining("glob:**file")
        .isDirectoryNotContaining("glob:**.tmp");
  }

  private void refuses(String sentence, String... options) {
    err.getBuffer().setLength(0);
    String[] arguments = new String[options.length + 1];
    arguments[0] = "kafka";
    System.arraycopy(options, 0, arguments, 1, options.length);
    assertThat(run(arguments)).isEqualTo(2);
    assertThat(err).hasToString("demo: " + sentence + " (see demo kafka --help)\n");
  }

  private int run(String... arguments) {
    CommandLine demo = Demo.commandLine();
    demo.setErr(new PrintWriter(err, true));
    demo.setOut(new PrintWriter(out, true));
    return demo.execute(arguments);
  }
}
