// SPDX-License-Identifier: Apache-2.0
package io.holdfast.parts;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** A system that the build assembles from Maven Central, without its scripts. */
public enum Distribution {
  /** Spark; its home serves as {@code SPARK_HOME}. */
  SPARK("jars"),
  /** A Kafka broker. */
  KAFKA("libs");

  private final String jars;

  Distribution(String jars) {
    this.jars = jars;
  }

  /**
   * The folder it was assembled into.
   *
   * @throws PartException if it was not; the message names the command that does it
   */
  public Path home() {
    String name = name().toLowerCase(Locale.ROOT);
    String module = "src-it/parts/distributions/" + name;
    Path home = SourceTree.root().resolve(module).resolve("target").resolve(name);
    if (!Files.isDirectory(home.resolve(jars))) {
      throw new PartException(
          "%s is not assembled in %s; run: mvn -pl %s generate-resources"
              .formatted(name, home, module));
    }
    return home;
  }

  /** All of its jars, as an entry of a class path. */
  public String classPath() {
    return home().resolve(jars).resolve("*").toString();
  }
}
