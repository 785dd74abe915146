// SPDX-License-Identifier: Apache-2.0
package io.holdfast.parts;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Properties;

/**
 * A real Flume agent: a netcat source that takes lines, a file channel, and an avro sink. Its
 * channel, its configuration and its logs are in a directory of its own, so that what is in the
 * channel outlives the process.
 *
 * <p>The numbers of lines such as {@code a 42 text} are lifted into the headers {@code origin} and
 * {@code number}. Thread-safe, but for {@link #restart}.
 */
public final class FlumeAgent implements AutoCloseable {
  /** What the sink sends in one batch at most, in events. */
  public static final int BATCH = 100;

  private static final String READY = "NetcatSource: Created serverSocket";
  private static final Duration START_BOUND = Duration.ofSeconds(90);

  private static final String LOGGING =
      """
      rootLogger.level = info
      rootLogger.appenderRef.console.ref = console
      appender.console.type = Console
      appender.console.name = console
      appender.console.layout.type = PatternLayout
      appender.console.layout.pattern = %d{HH:mm:ss.SSS} %-5p [%t] %c{1}: %m%n
      """;

  private final Path directory;
  private final int port;
  private int starts;
  private volatile ChildProcess process;

  private FlumeAgent(Path directory, int port) {
    this.directory = directory;
    this.port = port;
  }

  /**
   * Starts an agent whose sink sends to a port on the loopback interface, where nobody need listen
   * yet; returns when its source takes lines.
   *
   * @param directory its own; what was in it is kept
   * @param sinkPort where its sink connects to
   * @param requestTimeout how long the sink waits for an answer, and for a connection
   * @throws PartException if it does not start; the message shows the end of its log
   */
  public static FlumeAgent start(Path directory, int sinkPort, Duration requestTimeout)
      throws InterruptedException {
    FlumeAgent agent = new FlumeAgent(directory, FreePorts.choose(1).get(0));
    agent.configure(sinkPort, requestTimeout);
    agent.launch();
    return agent;
  }

  /** Where its source takes lines, on the loopback interface; it answers each with OK. */
  public int port() {
    return port;
  }

  /** The process that runs now, or ran last. */
  public ChildProcess process() {
    return process;
  }

  /**
   * Starts it again on its channel after it has ended; returns when its source takes lines.
   *
   * @throws IllegalStateException if it is alive
   */
  public void restart() throws InterruptedException {
    if (process.isAlive()) {
      throw new IllegalStateException("the agent is alive");
    }
    launch();
  }

  private void launch() throws InterruptedException {
    starts++;
    ChildProcess launched =
        ChildProcess.named(
                "Flume agent",
                JavaCommand.small("org.apache.flume.node.Application")
                    .classPath(directory.resolve("conf").toString())
                    .classPath(Distribution.FLUME.classPath())
                    .heap("256m")
                    .arguments("-n", "agent", "-f", configuration().toString())
                    .arguments("--no-reload-conf")
                    .toList())
            .directory(directory)
            .log(directory.resolve("agent-" + starts + ".log"))
            .start();
    process = launched;
    try {
      launched.awaitLine(READY, START_BOUND);
    } catch (PartException | InterruptedException e) {
      launched.close();
      throw e;
    }
  }

  private void configure(int sinkPort, Duration requestTimeout) {
    String millis = Long.toString(requestTimeout.toMillis());
    Properties settings = new Properties();
    settings.setProperty("agent.sources", "lines");
    settings.setProperty("agent.channels", "events");
    settings.setProperty("agent.sinks", "spark");

    settings.setProperty("agent.sources.lines.type", "netcat");
    settings.setProperty("agent.sources.lines.bind", "127.0.0.1");
    settings.setProperty("agent.sources.lines.port", Integer.toString(port));
    settings.setProperty("agent.sources.lines.max-line-length", "65536");
    settings.setProperty("agent.sources.lines.channels", "events");
    settings.setProperty("agent.sources.lines.interceptors", "position");
    String interceptor = "agent.sources.lines.interceptors.position.";
    settings.setProperty(interceptor + "type", "regex_extractor");
    settings.setProperty(interceptor + "regex", "^(\\S+) (\\d+)");
    settings.setProperty(interceptor + "serializers", "o n");
    settings.setProperty(interceptor + "serializers.o.name", "origin");
    settings.setProperty(interceptor + "serializers.n.name", "number");

    settings.setProperty("agent.channels.events.type", "file");
    settings.setProperty(
        "agent.channels.events.checkpointDir", directory.resolve("checkpoint").toString());
    settings.setProperty("agent.channels.events.dataDirs", directory.resolve("data").toString());
    settings.setProperty("agent.channels.events.capacity", "100000");
    // It wants half a gigabyte free, which a machine that runs tests may not have.
    settings.setProperty("agent.channels.events.minimumRequiredSpace", "1048576");
    settings.setProperty("agent.channels.events.checkpointInterval", "1000");

    settings.setProperty("agent.sinks.spark.type", "avro");
    settings.setProperty("agent.sinks.spark.channel", "events");
    settings.setProperty("agent.sinks.spark.hostname", "127.0.0.1");
    settings.setProperty("agent.sinks.spark.port", Integer.toString(sinkPort));
    settings.setProperty("agent.sinks.spark.batch-size", Integer.toString(BATCH));
    settings.setProperty("agent.sinks.spark.connect-timeout", millis);
    settings.setProperty("agent.sinks.spark.request-timeout", millis);
    try {
      Files.createDirectories(directory.resolve("conf"));
      Files.writeString(directory.resolve("conf").resolve("log4j2.properties"), LOGGING);
      try (Writer out = Files.newBufferedWriter(configuration(), StandardCharsets.UTF_8)) {
        settings.store(out, null);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the configuration into " + directory, e);
    }
  }

  private Path configuration() {
    return directory.resolve("conf").resolve("agent.properties");
  }

  /** Stops the agent; its channel stays. */
  @Override
  public void close() {
    process.close();
  }
}
