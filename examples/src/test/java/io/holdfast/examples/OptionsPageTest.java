// SPDX-License-Identifier: Apache-2.0
package io.holdfast.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.parts.SourceTree;
import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** The page of the jobs, held against what the jobs take. */
class OptionsPageTest {

  static Stream<Callable<Integer>> jobs() {
    return Stream.of(
        new KafkaWordCount(),
        new DirectKafkaWordCount(),
        new FlumePushWordCount(),
        new FlumePullWordCount(),
        new LineWordCount(),
        new RelpWordCount(),
        new FileTailWordCount());
  }

  @ParameterizedTest
  @MethodSource("jobs")
  void namesEveryOptionAndItsDefault(Callable<Integer> job) throws Exception {
    CommandSpec command = new CommandLine(job).getCommandSpec();
    String page = Files.readString(SourceTree.root().resolve("examples/README.md"));
    assertThat(page)
        .contains(
            "| `%s` | `%s` |".formatted(command.name(), String.join(" ", positions(command))));
    assertThat(command.options()).isNotEmpty().allSatisfy(option -> assertNamed(page, option));
  }

  private static void assertNamed(String page, OptionSpec option) {
    assertThat(page.lines().filter(line -> line.contains("`" + option.longestName())))
        .as(option.longestName())
        .anySatisfy(
            line -> {
              if (option.defaultValue() != null) {
                assertThat(line).containsPattern("[ `]" + option.defaultValue() + "[ `]");
              }
            });
  }

  private static List<String> positions(CommandSpec command) {
    return command.positionalParameters().stream().map(PositionalParamSpec::paramLabel).toList();
  }
}
