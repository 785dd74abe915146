// SPDX-License-Identifier: Apache-2.0
package io.holdfast.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.parts.ChildProcess;
import io.holdfast.parts.Distribution;
import io.holdfast.parts.KafkaBroker;
import io.holdfast.parts.SparkSubmit;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What is published, used without this source tree: a job of somebody else's is compiled with it,
 * and submitted with nothing but its coordinates. Spark's own jars come first on its class path, an
 * older Guava among them.
 */
@Timeout(300)
class PackagesIT {
  private static final Path PUBLISHED = Path.of(System.getProperty("holdfast.published"));
  private static final String VERSION = System.getProperty("holdfast.version");
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir private Path folder;

  @Test
  void aJobOutsideTheTreeRunsOnThePublishedArtifacts() throws Exception {
    try (KafkaBroker broker = KafkaBroker.start(folder.resolve("kafka"))) {
      broker.createTopic("words", 1);
      produce(broker, "to be or not to be");
      String url = "jdbc:sqlite:" + folder.resolve("totals.db");
      try (ChildProcess job = submit(jarOfTheJob(), broker.bootstrap(), "words", url)) {
        Awaitility.await("the words are counted")
            .atMost(PATIENCE)
            .until(() -> !job.isAlive() || counted(url) == 6);
        assertThat(counted(url)).as(job.logTail()).isEqualTo(6);
        produce(broker, "that is");
        Awaitility.await("more words are counted")
            .atMost(PATIENCE)
            .until(() -> !job.isAlive() || counted(url) == 8);
        assertThat(counted(url)).as(job.logTail()).isEqualTo(8);
      }
    }
  }

  @Test
  void theBillOfMaterialsNamesWhatIsPublished() throws IOException {
    Path bom = published("holdfast-bom_2.12", "pom");
    Stream<String> named =
        Files.readString(bom)
            .lines()
            .filter(line -> line.contains("<artifactId>") && !line.contains("holdfast-bom"))
            .map(line -> line.replaceAll("</?artifactId>", "").strip());
    assertThat(named).isNotEmpty().allMatch(name -> Files.exists(published(name, "jar")));
  }

  private ChildProcess submit(Path jar, String... arguments) {
    return SparkSubmit.of(jar, "Words")
        .configuration(
            "spark.jars.packages",
            Stream.of("kafka", "pipeline")
                .map(name -> "io.holdfast:holdfast-%s_2.12:%s".formatted(name, VERSION))
                .collect(Collectors.joining(",")))
        .configuration("spark.jars.repositories", PUBLISHED.toUri().toString())
        .configuration("spark.jars.ivy", folder.resolve("ivy").toString())
        .arguments(arguments)
        .start(folder.resolve("job"));
  }

  private static Path published(String artifact, String type) {
    return PUBLISHED.resolve(
        "io/holdfast/%1$s/%2$s/%1$s-%2$s.%3$s".formatted(artifact, VERSION, type));
  }

  private Path jarOfTheJob() throws IOException {
    Path source = folder.resolve("Words.java");
    try (InputStream in = PackagesIT.class.getResourceAsStream("/outside/Words.java")) {
      Files.copy(in, source);
    }
    int failed =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "-nowarn",
                "-proc:none",
                "-classpath",
                classPath(),
                "-d",
                folder.toString(),
                source.toString());
    assertThat(failed).isZero();
    Path jar = folder.resolve("words.jar");
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream entries = new JarOutputStream(out)) {
      entries.putNextEntry(new JarEntry("Words.class"));
      Files.copy(folder.resolve("Words.class"), entries);
    }
    return jar;
  }

  private static String classPath() throws IOException {
    try (Stream<Path> sparks = Files.list(Distribution.SPARK.home().resolve("jars"))) {
      Stream<Path> ours =
          Stream.of("core", "kafka", "pipeline")
              .map(name -> published("holdfast-%s_2.12".formatted(name), "jar"));
      return Stream.concat(ours, sparks).map(Path::toString).collect(Collectors.joining(":"));
    }
  }

  private static void produce(KafkaBroker broker, String line) throws Exception {
    Map<String, Object> properties = Map.of("bootstrap.servers", broker.bootstrap());
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(properties, new StringSerializer(), new StringSerializer())) {
      producer.send(new ProducerRecord<>("words", line)).get();
    }
  }

  private static long counted(String url) {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT sum(total) FROM word_totals")) {
      return rows.next() ? rows.getLong(1) : 0;
    } catch (SQLException e) {
      return 0; // before the job has created its tables
    }
  }
}
