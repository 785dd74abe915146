// SPDX-License-Identifier: Apache-2.0
package io.holdfast.parts;

import java.nio.file.Files;
import java.nio.file.Path;

/** A system that the build assembles from Maven Central, without its scripts. */
public enum Distribution {
  /** Spark; its home serves as {@code SPARK_HOME}. */
  SPARK("spark", "spark", "jars"),
  /** A Kafka broker. */
  KAFKA("kafka", "kafka", "libs"),
  /** A Kafka broker of the newest release; assembled by the build's profile {@code kafka4}. */
  KAFKA4("kafka", "kafka4", "libs"),
  /** A Flume agent. */
  FLUME("flume", "flume", "lib"),
  /** A Flume agent of the release 1.9. */
  FLUME_1_9("flume-1.9", "flume-1.9", "lib"),
  /** HDFS and YARN; its home also has the main that starts them, in {@code classes}. */
  HADOOP("hadoop", "hadoop", "lib");

  private final String module;
  private final String folder;
  private final String jars;

  Distribution(String module, String folder, String jars) {
    this.module = module;
    this.folder = folder;
    this.jars = jars;
  }

  /** The Kafka broker of this build: {@link #KAFKA4} under its profile. */
  static Distribution kafka() {
    return Boolean.getBoolean("holdfast.kafka4") ? KAFKA4 : KAFKA;
  }

  /**
   * The folder it was assembled into.
   *
   * @throws PartException if it was not; the message names the command that does it
   */
  public Path home() {
    String path = "src-it/parts/distributions/" + module;
    Path home = SourceTree.root().resolve(path).resolve("target").resolve(folder);
    if (!Files.isDirectory(home.resolve(jars))) {
      throw new PartException(
          "%s is not assembled in %s; run: mvn -pl %s -am process-classes"
              .formatted(folder, home, path));
    }
    return home;
  }

  /** All of its jars, as an entry of a class path. */
  public String classPath() {
    return home().resolve(jars).resolve("*").toString();
  }
}
