// SPDX-License-Identifier: Apache-2.0
package io.holdfast.demo;

import io.holdfast.parts.SourceTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The jars that are shipped, as the build left them. */
final class BuiltJar {
  private BuiltJar() {}

  /** The one with the jobs in it. */
  static Path ofJobs() throws DemoException {
    return find("examples/target", "holdfast-examples_2\\.12");
  }

  /** The one with the sink that runs inside of an agent. */
  static Path ofSink() throws DemoException {
    return find("receivers/flume-sink/target", "holdfast-flume-sink");
  }

  /** The one built last: an older version may lie beside it. */
  private static Path find(String module, String name) throws DemoException {
    Path folder = SourceTree.root().resolve(module);
    Pattern jar = Pattern.compile(name + "-.*(?<!-sources|-javadoc|-tests)\\.jar");
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> jar.matcher(file.getFileName().toString()).matches())
          .max(Comparator.comparing(file -> file.toFile().lastModified()))
          .orElseThrow(() -> missing(folder, null));
    } catch (IOException e) {
      throw missing(folder, e);
    }
  }

  private static DemoException missing(Path folder, IOException cause) {
    return new DemoException(
        "there is no jar to run in %s; run: mvn package".formatted(folder), cause);
  }
}
