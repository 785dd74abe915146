// SPDX-License-Identifier: Apache-2.0
package io.holdfast.parts;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * HDFS of one node, and YARN of one if asked for, on ports of the loopback interface that the
 * system chooses: one process, and the containers that YARN starts for applications.
 *
 * <p>Thread-safe but for {@link #close()}, which belongs to whoever started it.
 */
public final class HadoopCluster implements AutoCloseable {
  private static final String READY = "READY ";
  private static final Duration START_BOUND = Duration.ofMinutes(2);

  /** Of all daemons, to their standard output. */
  static final String LOGGING =
      """
      log4j.rootLogger=WARN, console
      log4j.appender.console=org.apache.log4j.ConsoleAppender
      log4j.appender.console.layout=org.apache.log4j.PatternLayout
      log4j.appender.console.layout.ConversionPattern=%d{HH:mm:ss.SSS} %-5p [%t] %c{1}: %m%n
      """;

  private final Path configuration;
  private final ChildProcess process;
  private final String uri;

  private HadoopCluster(Path configuration, ChildProcess process, String uri) {
    this.configuration = configuration;
    this.process = process;
    this.uri = uri;
  }

  /**
   * Starts HDFS. Returns when it can be written to.
   *
   * @param directory the cluster's own, where data, logs and configuration go
   * @throws PartException if it does not come up; the message shows the end of its log
   */
  public static HadoopCluster startHdfs(Path directory) throws InterruptedException {
    return start(directory, "hdfs");
  }

  /**
   * Starts HDFS, and YARN with 6 GB and 8 cores for applications. Returns when both can be used.
   *
   * @param directory the cluster's own, where data, logs and configuration go
   * @throws PartException if it does not come up; the message shows the end of its log
   */
  public static HadoopCluster startWithYarn(Path directory) throws InterruptedException {
    return start(directory, "hdfs", "yarn");
  }

  /**
   * Starts HDFS and YARN as {@link #startWithYarn} does, for those who prove by Kerberos who they
   * are. The tokens of HDFS live for a minute. The directory of {@link #configuration} also has the
   * {@code krb5.conf}, and a {@code job.keytab} for the principal {@code holdfast}.
   */
  public static HadoopCluster startSecured(Path directory) throws InterruptedException {
    return start(directory, "hdfs", "yarn", "kerberos");
  }

  private static HadoopCluster start(Path directory, String... services)
      throws InterruptedException {
    Path configuration = directory.resolve("conf");
    Path daemons = directory.resolve("daemons");
    Path scratch = directory.resolve("scratch");
    try {
      Files.createDirectories(configuration);
      Files.createDirectories(scratch);
      Files.createDirectories(daemons);
      Files.writeString(daemons.resolve("log4j.properties"), LOGGING);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot prepare the directory " + directory, e);
    }
    ChildProcess process =
        ChildProcess.named(
                "Hadoop",
                JavaCommand.small("io.holdfast.parts.hadoop.HadoopDaemons")
                    .classPath(daemons.toString())
                    .classPath(Distribution.HADOOP.home().resolve("classes").toString())
                    .classPath(Distribution.HADOOP.classPath())
                    .heap("512m")
                    // For what its web pages are wired with.
                    .options(List.of("--add-opens=java.base/java.lang=ALL-UNNAMED"))
                    .options(List.of("-Djava.io.tmpdir=" + scratch))
                    .arguments(directory.resolve("data").toString(), configuration.toString())
                    .arguments(services)
                    .toList())
            .environment("JAVA_HOME", JavaCommand.javaHome().toString())
            .directory(directory)
            .log(directory.resolve("log"))
            .start();
    boolean ready = false;
    try {
      String line = process.awaitLine("^" + READY, START_BOUND);
      ready = true;
      return new HadoopCluster(configuration, process, line.substring(READY.length()));
    } finally {
      if (!ready) {
        process.close();
      }
    }
  }

  /** The directory with the configuration of clients, for {@code HADOOP_CONF_DIR}. */
  public Path configuration() {
    return configuration;
  }

  /** The root of HDFS, which is also the default of {@link #configuration}: {@code hdfs://...}. */
  public String uri() {
    return uri;
  }

  /** The process of all daemons. */
  public ChildProcess process() {
    return process;
  }

  /** The executors that live now, of all applications. */
  public List<SparkExecutor> executors() {
    return SparkExecutor.onYarn(process);
  }

  /** The drivers that live now, of all applications that were submitted for YARN to run them. */
  public List<SparkDriver> drivers() {
    return SparkDriver.onYarn(process);
  }

  /** Ends the daemons and what runs in containers. */
  @Override
  public void close() {
    // Taken first: a container whose node is gone is nobody's child.
    List<Descendant> containers = Descendant.of(process).toList();
    process.close();
    containers.forEach(Descendant::kill);
  }
}
