// SPDX-License-Identifier: Apache-2.0
package io.holdfast.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.parts.Distribution;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;

/** What is in the jar that is submitted, and what is not. */
class ShippedJarIT {
  private static final Path JAR = Path.of(System.getProperty("holdfast.shipped.jar"));

  @Test
  void holdsNoClassThatSparkBrings() throws IOException {
    Set<String> sparks = new TreeSet<>();
    try (Stream<Path> jars = Files.list(Distribution.SPARK.home().resolve("jars"))) {
      jars.forEach(jar -> sparks.addAll(classes(jar)));
    }
    assertThat(sparks).hasSizeGreaterThan(10_000);
    Set<String> both = new TreeSet<>(classes(JAR));
    both.retainAll(sparks); // AssertJ's own assertion compares each with each
    assertThat(both).isEmpty();
  }

  @Test
  void holdsOurClassesAndThoseThatSparkDoesNotBring() {
    assertThat(classes(JAR))
        .contains(
            "io/holdfast/examples/KafkaWordCount.class",
            "io/holdfast/core/ReliableReceiver.class",
            "io/holdfast/kafka/KafkaReceiver.class",
            "io/holdfast/flume/FlumePullReceiver.class",
            "io/holdfast/flume/FlumePushReceiver.class",
            "io/holdfast/pipeline/TotalsFile.class",
            "io/holdfast/examples/shaded/picocli/CommandLine.class",
            "io/holdfast/pipeline/shaded/google/common/collect/TreeRangeSet.class",
            "io/holdfast/pipeline/shaded/hikari/HikariDataSource.class",
            "org/apache/kafka/clients/consumer/KafkaConsumer.class",
            "org/apache/spark/streaming/kafka010/KafkaUtils.class",
            "org/apache/spark/kafka010/KafkaConfigUpdater.class",
            "org/postgresql/Driver.class",
            "org/sqlite/JDBC.class")
        .allMatch(
            name ->
                name.matches(
                    "(io/holdfast|org/(apache/(kafka|spark/(streaming/)?kafka010)|postgresql|sqlite))/.*"));
  }

  @Test
  void holdsItsLicenceAndNoSignatureOfAnotherJar() {
    assertThat(entries(JAR))
        .contains(
            "META-INF/LICENSE",
            "META-INF/NOTICE",
            "META-INF/services/org.apache.kafka.common.config.provider.ConfigProvider")
        .noneMatch(name -> name.matches("META-INF/.*\\.(SF|DSA|RSA)"));
  }

  private static Set<String> classes(Path jar) {
    return entries(jar).stream()
        .filter(name -> name.endsWith(".class") && !name.endsWith("module-info.class"))
        .collect(Collectors.toSet());
  }

  private static Set<String> entries(Path jar) {
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      return zip.stream().map(ZipEntry::getName).collect(Collectors.toSet());
    } catch (IOException e) {
      throw new UncheckedIOException(jar.toString(), e);
    }
  }
}
