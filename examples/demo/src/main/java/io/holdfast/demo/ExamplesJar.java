// SPDX-License-Identifier: Apache-2.0
package io.holdfast.demo;

import io.holdfast.parts.SourceTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The jar that is shipped with the jobs in it. */
final class ExamplesJar {
  private static final Pattern NAME =
      Pattern.compile("holdfast-examples_2\\.12-.*(?<!-sources|-javadoc|-tests)\\.jar");

  private ExamplesJar() {}

  /** The one built last: an older version may lie beside it. */
  static Path find() throws DemoException {
    Path folder = SourceTree.root().resolve("examples/target");
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> NAME.matcher(file.getFileName().toString()).matches())
          .max(Comparator.comparing(file -> file.toFile().lastModified()))
          .orElseThrow(() -> missing(folder, null));
    } catch (IOException e) {
      throw missing(folder, e);
    }
  }

  private static DemoException missing(Path folder, IOException cause) {
    return new DemoException(
        "there is no jar with the jobs in %s; run: mvn package".formatted(folder), cause);
  }
}
