// SPDX-License-Identifier: Apache-2.0
package io.holdfast.parts;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Properties;

/**
 * A real Flume agent: a source that takes lines, from connections or in files, a file channel, and
 * a sink. Its channel, its configuration and its logs are in a directory of its own, so that what
 * is in the channel outlives the process.
 *
 * <p>The numbers of lines such as {@code a 42 text} are lifted into the headers {@code origin} and
 * {@code number}. Thread-safe, but for {@link #restart}.
 */
public final class FlumeAgent implements AutoCloseable {
  /** What the avro sink sends in one batch at most, in events. */
  public static final int BATCH = 100;

  private static final String TAKES_LINES = "NetcatSource: Created serverSocket";
  private static final String TAKES_FILES = "SpoolDirectorySource source starting";
  private static final Duration SPOOL_BOUND = Duration.ofMinutes(5);
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
  private final Distribution distribution;
  private final List<Path> plugins;
  private final String ready;
  private final boolean reloading;
  private final Properties settings = new Properties();
  private final List<String> jvmOptions;

  /** Empty if nobody asks. */
  private final Optional<AgentCounters> counters;

  private int starts;
  private int spooled;
  private volatile ChildProcess process;

  private FlumeAgent(Builder builder, int port) {
    directory = builder.directory;
    distribution = builder.distribution;
    plugins = List.copyOf(builder.plugins);
    ready = builder.spooling ? TAKES_FILES : TAKES_LINES;
    reloading = builder.reloading;
    counters =
        builder.counted
            ? Optional.of(new AgentCounters(FreePorts.choose(1).get(0)))
            : Optional.empty();
    settings.putAll(builder.settings);
    jvmOptions = builder.jvmOptions;
    this.port = port;
  }

  /**
   * Starts an agent of the build's Flume whose avro sink sends to a port on the loopback interface,
   * where nobody need listen yet; returns when its source takes lines.
   *
   * @param directory its own; what was in it is kept
   * @param sinkPort where its sink connects to
   * @param requestTimeout how long the sink waits for an answer, and for a connection
   * @throws PartException if it does not start; the message shows the end of its log
   */
  public static FlumeAgent start(Path directory, int sinkPort, Duration requestTimeout)
      throws InterruptedException {
    return pushing(directory, sinkPort, requestTimeout).start();
  }

  /** Describes the agent that {@link #start} starts. */
  public static Builder pushing(Path directory, int sinkPort, Duration requestTimeout) {
    String millis = Long.toString(requestTimeout.toMillis());
    return in(directory)
        .setting("agent.sinks.spark.type", "avro")
        .setting("agent.sinks.spark.hostname", "127.0.0.1")
        .setting("agent.sinks.spark.port", Integer.toString(sinkPort))
        .setting("agent.sinks.spark.batch-size", Integer.toString(BATCH))
        .setting("agent.sinks.spark.connect-timeout", millis)
        .setting("agent.sinks.spark.request-timeout", millis);
  }

  /**
   * Describes an agent of the build's Flume.
   *
   * @param directory its own; what was in it is kept
   */
  public static Builder in(Path directory) {
    return new Builder(directory);
  }

  /** Where its source takes lines, on the loopback interface; it answers each with OK. */
  public int port() {
    return port;
  }

  /**
   * Gives an agent that is {@linkplain Builder#spooling spooling} a file of lines, each with an LF
   * at its end; returns when all of them are in its channel.
   *
   * @throws PartException if that takes more than five minutes
   */
  public void spool(CharSequence lines) throws IOException, InterruptedException {
    String name = "lines-" + ++spooled;
    Path written = Files.writeString(directory.resolve(name), lines);
    Files.move(written, spool(directory).resolve(name), StandardCopyOption.ATOMIC_MOVE);
    process.awaitLine("Preparing to delete file .*/" + name + "$", SPOOL_BOUND);
  }

  private static Path spool(Path directory) {
    return directory.resolve("spool");
  }

  /**
   * Changes a key in the file of its configuration. An agent that is {@linkplain Builder#reloading
   * reloading} looks at it twice a minute, and then stops all of its components and starts them
   * anew.
   */
  public void change(String key, String value) throws IOException {
    settings.setProperty(key, value);
    writeConfiguration();
  }

  private void writeConfiguration() throws IOException {
    Path aside = directory.resolve("agent.properties");
    try (Writer out = Files.newBufferedWriter(aside, StandardCharsets.UTF_8)) {
      settings.store(out, null);
    }
    Files.move(aside, configuration(directory), StandardCopyOption.ATOMIC_MOVE);
  }

  /** The process that runs now, or ran last. */
  public ChildProcess process() {
    return process;
  }

  /**
   * How many events its sink has taken off the channel for good since the process started: what was
   * given out and not acknowledged is not among them. Empty while it is not there to be asked.
   *
   * @throws IllegalStateException if it is not {@linkplain Builder#counted counted}
   */
  public OptionalLong taken() {
    return counters
        .orElseThrow(() -> new IllegalStateException("the agent was not to be counted"))
        .taken();
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
    JavaCommand command =
        JavaCommand.of("org.apache.flume.node.Application")
            .options(jvmOptions)
            .options(counters.map(AgentCounters::options).orElse(List.of()))
            .classPath(directory.resolve("conf").toString())
            .classPath(distribution.classPath());
    plugins.forEach(plugin -> command.classPath(plugin.toString()));
    command.arguments("-n", "agent", "-f", configuration(directory).toString());
    if (!reloading) {
      command.arguments("--no-reload-conf");
    }
    ChildProcess launched =
        ChildProcess.named("Flume agent", command.toList())
            .directory(directory)
            .log(directory.resolve("agent-" + starts + ".log"))
            .start();
    process = launched;
    try {
      launched.awaitLine(ready, START_BOUND);
    } catch (PartException | InterruptedException e) {
      launched.close();
      throw e;
    }
  }

  private static Path configuration(Path directory) {
    return directory.resolve("conf").resolve("agent.properties");
  }

  /** Stops the agent; its channel stays. */
  @Override
  public void close() {
    counters.ifPresent(AgentCounters::close);
    process.close();
  }

  /** How to start an agent. */
  public static final class Builder {
    private final Path directory;
    private final Properties settings = new Properties();
    private final List<Path> plugins = new ArrayList<>();
    private List<String> jvmOptions = small();
    private Distribution distribution = Distribution.FLUME;
    private boolean spooling;
    private boolean reloading;
    private boolean counted;

    private Builder(Path directory) {
      this.directory = directory;
      setting("agent.sources", "lines");
      setting("agent.channels", "events");
      setting("agent.sinks", "spark");

      setting("agent.sources.lines.type", "netcat");
      setting("agent.sources.lines.bind", "127.0.0.1");
      setting("agent.sources.lines.max-line-length", "65536");
      setting("agent.sources.lines.channels", "events");
      setting("agent.sources.lines.interceptors", "position");
      String interceptor = "agent.sources.lines.interceptors.position.";
      setting(interceptor + "type", "regex_extractor");
      setting(interceptor + "regex", "^(\\S+) (\\d+)");
      setting(interceptor + "serializers", "o n");
      setting(interceptor + "serializers.o.name", "origin");
      setting(interceptor + "serializers.n.name", "number");

      setting("agent.channels.events.type", "file");
      setting("agent.channels.events.capacity", "100000");
      // It wants half a gigabyte free, which a machine that runs tests may not have.
      setting("agent.channels.events.minimumRequiredSpace", "1048576");
      setting("agent.channels.events.checkpointInterval", "1000");

      setting("agent.sinks.spark.channel", "events");
    }

    /** Which Flume it is. */
    public Builder distribution(Distribution flume) {
      distribution = flume;
      return this;
    }

    /** Puts a jar on its class path, after Flume's own, as one in {@code plugins.d} is. */
    public Builder plugin(Path jar) {
      plugins.add(jar);
      return this;
    }

    /** Options of its JVM, instead of those of a small one. */
    public Builder jvmOptions(List<String> options) {
      jvmOptions = List.copyOf(options);
      return this;
    }

    private static List<String> small() {
      List<String> options = new ArrayList<>(JavaCommand.SMALL_JVM);
      options.add("-Xmx256m");
      return options;
    }

    /**
     * Sets a key of its configuration. The agent is named {@code agent}, its source {@code lines},
     * its channel {@code events}, and its sink, which has to be given a type, {@code spark}.
     */
    public Builder setting(String key, String value) {
      settings.setProperty(key, value);
      return this;
    }

    /**
     * Takes lines in {@linkplain FlumeAgent#spool files}, a thousand in one transaction of the
     * channel: a line that comes over a connection has a transaction of its own, and so waits for
     * the disk.
     */
    public Builder spooling() {
      spooling = true;
      setting("agent.sources.lines.type", "spooldir");
      setting("agent.sources.lines.spoolDir", spool(directory).toString());
      setting("agent.sources.lines.batchSize", "1000");
      return setting("agent.sources.lines.deletePolicy", "immediate");
    }

    /** Lets it be asked for its {@linkplain FlumeAgent#taken counters}, at a port of its own. */
    public Builder counted() {
      counted = true;
      return this;
    }

    /** Lets it watch the file of its configuration, as agents do unless they are told not to. */
    public Builder reloading() {
      reloading = true;
      return this;
    }

    /**
     * Sets all keys of a configuration that names the same components, but for what belongs to the
     * machine: the port of the source and the directories of the channel.
     */
    public Builder settings(Properties configuration) {
      configuration
          .stringPropertyNames()
          .forEach(key -> setting(key, configuration.getProperty(key)));
      return this;
    }

    /**
     * Starts it; returns when its source takes lines.
     *
     * @throws PartException if it does not start; the message shows the end of its log
     */
    public FlumeAgent start() throws InterruptedException {
      int port = FreePorts.choose(1).get(0);
      setting("agent.sources.lines.port", Integer.toString(port));
      setting("agent.channels.events.checkpointDir", directory.resolve("checkpoint").toString());
      setting("agent.channels.events.dataDirs", directory.resolve("data").toString());
      FlumeAgent agent = new FlumeAgent(this, port);
      try {
        Files.createDirectories(directory.resolve("conf"));
        Files.createDirectories(spool(directory));
        Files.writeString(directory.resolve("conf").resolve("log4j2.properties"), LOGGING);
        agent.writeConfiguration();
      } catch (IOException e) {
        throw new UncheckedIOException("cannot write the configuration into " + directory, e);
      }
      agent.launch();
      return agent;
    }
  }
}
