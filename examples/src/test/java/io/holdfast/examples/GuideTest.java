// SPDX-License-Identifier: Apache-2.0
package io.holdfast.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.parts.SourceTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The pages for authors of receivers and for users of Kafka, held against what they speak of. */
class GuideTest {
  private static final String GUIDE = "receivers/README.md";

  private static final Pattern CODE = Pattern.compile("```java\n");
  private static final Pattern EXCERPT =
      Pattern.compile("```java\n// (\\w+\\.java)\n(.*?)```", Pattern.DOTALL);

  /** Calls within a text; two dots stand for what the reader knows. */
  private static final Pattern CALL =
      Pattern.compile(
          "`(\\.?(?:KafkaReceiver|ReceiverStreams|Start|settings)\\b(?![^`]*\\.\\.)[^`]*\\([^`]*)`");

  private static final Pattern NAMED_TEST = Pattern.compile("`(\\w+(?:Test|IT))(?:\\.(\\w+))?`");

  private static Path root;

  @BeforeAll
  static void findRoot() {
    root = SourceTree.root();
  }

  /** What is not compiled is counted: sketches in the guide, and what was written for Spark 2. */
  @ParameterizedTest
  @CsvSource({GUIDE + ", 3", "receivers/kafka/README.md, 1"})
  void showsTheCodeAsItIsCompiled(String page, int others) throws IOException {
    String text = read(page);
    List<MatchResult> excerpts = EXCERPT.matcher(text).results().toList();
    assertThat(excerpts)
        .hasSizeGreaterThan(3)
        .hasSize((int) CODE.matcher(text).results().count() - others);
    for (MatchResult excerpt : excerpts) {
      assertThat(withoutSpace(Files.readString(find(excerpt.group(1)))))
          .contains(withoutSpace(excerpt.group(2)));
    }
  }

  @Test
  void callsWhatThereIsForKafka() throws IOException {
    String source = withoutSpace(Files.readString(find("KafkaPage.java")));
    List<MatchResult> calls = CALL.matcher(read("receivers/kafka/README.md")).results().toList();
    assertThat(calls).hasSizeGreaterThan(8);
    assertThat(calls).allSatisfy(it -> assertThat(source).contains(withoutSpace(it.group(1))));
  }

  @ParameterizedTest
  @CsvSource({GUIDE + ", 31", "receivers/kafka/README.md, 10"})
  void namesTestsThatExist(String page, int least) throws IOException {
    List<MatchResult> named = NAMED_TEST.matcher(read(page)).results().toList();
    assertThat(named).hasSizeGreaterThanOrEqualTo(least);
    for (MatchResult test : named) {
      String source = Files.readString(find(test.group(1) + ".java"));
      if (test.group(2) != null) {
        assertThat(source).as(test.group()).contains("void " + test.group(2) + "(");
      }
    }
  }

  @Test
  void speaksOfEveryHole() throws IOException {
    String guide = read(GUIDE);
    for (int hole = 1; hole <= 27; hole++) {
      assertThat(guide).containsOnlyOnce("\n| H" + hole + " | ");
    }
  }

  private static String read(String page) throws IOException {
    return Files.readString(root.resolve(page));
  }

  private static Path find(String name) throws IOException {
    try (Stream<Path> files =
        Files.find(
            root, 20, (path, attributes) -> path.endsWith(name) && attributes.isRegularFile())) {
      return files.findFirst().orElseThrow(() -> new AssertionError("there is no " + name));
    }
  }

  private static String withoutSpace(String code) {
    return code.replaceAll("\\s+", "");
  }
}
