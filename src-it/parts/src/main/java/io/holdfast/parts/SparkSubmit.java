// SPDX-License-Identifier: Apache-2.0
package io.holdfast.parts;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Submits a job as a user does, with {@code examples/bin/spark-submit}: a {@code SPARK_HOME} in the
 * environment is used, else the assembled distribution.
 *
 * <p>Everything Spark leaves behind (its log, its scratch files, what it unpacks) goes into the
 * job's directory. The configuration that decides what is logged writes warnings and errors only.
 * Not thread-safe.
 */
public final class SparkSubmit {
  private static final String LOGGING = "spark-log4j2.properties";

  private final Path jar;
  private final String mainClass;
  private final Map<String, String> configuration = new LinkedHashMap<>();
  private final Map<String, String> environment = new LinkedHashMap<>();
  private final List<String> driverOptions = new ArrayList<>();
  private final List<String> arguments = new ArrayList<>();
  private String master = "local[2]";
  private String driverMemory = "512m";
  private boolean outputInherited;

  private SparkSubmit(Path jar, String mainClass) {
    this.jar = jar;
    this.mainClass = mainClass;
  }

  /**
   * A submission of {@code mainClass} in {@code jar}, to {@code local[2]} with a driver heap of 512
   * MB.
   */
  public static SparkSubmit of(Path jar, String mainClass) {
    return new SparkSubmit(jar, mainClass);
  }

  /** The master to submit to. */
  public SparkSubmit master(String url) {
    master = url;
    return this;
  }

  /**
   * Submits to a cluster, with the Spark that the cluster runs, executors that are small, and no
   * waiting for cores that hold the data: on few cores Spark would leave others idle for that.
   */
  public SparkSubmit cluster(SparkCluster cluster) {
    return master(cluster.masterUrl())
        .environment("SPARK_HOME", Distribution.SPARK.home().toString())
        .configuration("spark.executor.memory", "512m")
        .configuration("spark.executor.extraJavaOptions", String.join(" ", JavaCommand.SMALL_JVM))
        .configuration("spark.locality.wait", "0s");
  }

  /** Sets a key of Spark's configuration. */
  public SparkSubmit configuration(String key, String value) {
    configuration.put(key, value);
    return this;
  }

  /** The largest heap of the driver, in Spark's notation: {@code 900m}. */
  public SparkSubmit driverMemory(String largest) {
    driverMemory = largest;
    return this;
  }

  /** Adds an option of the driver's JVM. */
  public SparkSubmit driverOptions(List<String> more) {
    driverOptions.addAll(more);
    return this;
  }

  /** Adds arguments of the job. */
  public SparkSubmit arguments(String... more) {
    arguments.addAll(List.of(more));
    return this;
  }

  /** Sets a variable of the environment. */
  public SparkSubmit environment(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  /**
   * Lets the job's standard output be that of this JVM; only its standard error goes to the log
   * then.
   */
  public SparkSubmit inheritOutput() {
    outputInherited = true;
    return this;
  }

  /**
   * Submits the job; does not wait for anything. In client mode the returned process is the driver
   * itself. A job that stops gracefully may take half a minute, so that is how long closing it
   * waits.
   *
   * @param directory the job's own, where the log {@code job.log} and all scratch files go
   */
  public ChildProcess start(Path directory) {
    Path scratch = directory.resolve("scratch");
    Path logging = directory.resolve(LOGGING);
    try (InputStream in = SparkSubmit.class.getResourceAsStream(LOGGING)) {
      Files.createDirectories(scratch);
      Files.copy(in, logging, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot prepare the job's directory " + directory, e);
    }
    ChildProcess.Builder process =
        ChildProcess.named("the job", command(scratch, logging))
            .environment("JAVA_HOME", JavaCommand.javaHome().toString())
            .environment("SPARK_LOCAL_IP", "127.0.0.1")
            .environment(environment)
            .directory(directory)
            .log(directory.resolve("job.log"))
            .patience(Duration.ofSeconds(30));
    if (outputInherited) {
      process.inheritOutput();
    }
    return process.start();
  }

  private List<String> command(Path scratch, Path logging) {
    List<String> options = new ArrayList<>(driverOptions);
    options.add("-Dlog4j2.configurationFile=" + logging.toUri());
    options.add("-Djava.io.tmpdir=" + scratch);

    List<String> command = new ArrayList<>();
    command.add(SourceTree.root().resolve("examples/bin/spark-submit").toString());
    command.addAll(List.of("--master", master));
    command.addAll(List.of("--driver-memory", driverMemory));
    command.addAll(List.of("--driver-java-options", quoted(options)));
    command.addAll(List.of("--conf", "spark.local.dir=" + scratch));
    command.addAll(List.of("--conf", "spark.ui.enabled=false"));
    configuration.forEach((key, value) -> command.addAll(List.of("--conf", key + "=" + value)));
    command.addAll(List.of("--class", mainClass, jar.toString()));
    command.addAll(arguments);
    return command;
  }

  /** Spark splits this one option as a shell does. */
  private static String quoted(List<String> options) {
    StringBuilder line = new StringBuilder();
    for (String option : options) {
      line.append('"').append(option.replace("\\", "\\\\").replace("\"", "\\\"")).append("\" ");
    }
    return line.toString().strip();
  }
}
