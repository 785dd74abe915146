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

/** The guide for authors of receivers, held against what it speaks of. */
class GuideTest {
  private static final Pattern EXCERPT =
      Pattern.compile("```java\n// (\\w+)\\.java\n(.*?)```", Pattern.DOTALL);
  private static final Pattern NAMED_TEST = Pattern.compile("`(\\w+(?:Test|IT))(?:\\.(\\w+))?`");

  private static Path root;
  private static String guide;

  @BeforeAll
  static void read() throws IOException {
    root = SourceTree.root();
    guide = Files.readString(root.resolve("receivers/README.md"));
  }

  @Test
  void showsTheExampleAsItIs() throws IOException {
    List<MatchResult> excerpts = EXCERPT.matcher(guide).results().toList();
    assertThat(excerpts).hasSizeGreaterThan(5);
    for (MatchResult excerpt : excerpts) {
      Path source =
          root.resolve("examples/src/main/java/io/holdfast/examples")
              .resolve(excerpt.group(1) + ".java");
      assertThat(withoutSpace(Files.readString(source))).contains(withoutSpace(excerpt.group(2)));
    }
  }

  @Test
  void namesTestsThatExist() throws IOException {
    List<MatchResult> named = NAMED_TEST.matcher(guide).results().toList();
    assertThat(named).hasSizeGreaterThan(30);
    for (MatchResult test : named) {
      String source = Files.readString(find(test.group(1) + ".java"));
      if (test.group(2) != null) {
        assertThat(source).as(test.group()).contains("void " + test.group(2) + "(");
      }
    }
  }

  @Test
  void speaksOfEveryHole() {
    for (int hole = 1; hole <= 27; hole++) {
      assertThat(guide).containsOnlyOnce("\n| H" + hole + " | ");
    }
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
