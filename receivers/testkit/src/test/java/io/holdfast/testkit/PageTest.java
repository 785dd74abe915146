// SPDX-License-Identifier: Apache-2.0
package io.holdfast.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The page "Test your receiver", held against what it speaks of. */
class PageTest {
  private static final Pattern FILE =
      Pattern.compile("```java\n// (\\w+\\.java)\n(.*?)```", Pattern.DOTALL);
  private static final Pattern ROW = Pattern.compile("\n\\| (\\d+) \\| [^|]+ \\| ([^|]+) \\|");
  private static final Pattern NAME = Pattern.compile("`([A-Z_]+)`");

  private static String page;

  @BeforeAll
  static void read() throws IOException {
    page = Files.readString(Path.of("README.md"));
  }

  /** Whoever copies what is shown has the files that are compiled and run here. */
  @Test
  void showsWholeFilesThatRun() throws IOException {
    List<MatchResult> files = FILE.matcher(page).results().toList();
    assertThat(files).hasSize(4);
    for (MatchResult file : files) {
      Path source = Path.of("src/test/java/com/example/queue", file.group(1));
      assertThat(Files.readString(source))
          .isEqualTo("// SPDX-License-Identifier: Apache-2.0\n" + file.group(2));
    }
  }

  @Test
  void hasARowForEachLawAndItsBrokenReceivers() {
    Set<String> shown = new TreeSet<>();
    for (MatchResult row : ROW.matcher(page).results().toList()) {
      shown.add(row.group(1) + " " + names(row.group(2)));
    }
    assertThat(shown).isEqualTo(laws());
  }

  private static Set<String> laws() {
    return Arrays.stream(ReceiverVerification.class.getMethods())
        .filter(method -> method.getName().startsWith("law"))
        .map(method -> Integer.valueOf(method.getName().substring(3, 6)))
        .map(law -> law + " " + brokenBy(law))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> brokenBy(int law) {
    return BrokenReceiversTest.all()
        .filter(broken -> broken.law() == law)
        .map(Broken::toString)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> names(String cell) {
    return NAME.matcher(cell)
        .results()
        .map(match -> match.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
