// SPDX-License-Identifier: Apache-2.0
package io.holdfast.parts;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.regex.Pattern;

/**
 * The process of one Kafka node, broker and controller in one, with its data, its configuration and
 * its logs in a directory of its own. One thread at a time may start it; the rest is thread-safe.
 */
final class KafkaServer implements AutoCloseable {
  private static final String READY = "Kafka Server started";
  private static final Pattern PORT_TAKEN = Pattern.compile("Address already in use");
  private static final Duration START_BOUND = Duration.ofSeconds(90);

  private final String name;
  private final Path directory;
  private final Duration patience;
  private int starts;
  private volatile ChildProcess process;

  /**
   * Writes the configuration; what was in the directory is lost.
   *
   * @param patience how long {@link #close} lets the process end by itself
   */
  KafkaServer(String name, Path directory, Properties settings, Duration patience) {
    this.name = name;
    this.directory = directory;
    this.patience = patience;
    settings.setProperty("log.dirs", data().toString());
    try {
      TemporaryDirectory.deleteTree(data());
      Files.createDirectories(directory);
      try (Writer out = Files.newBufferedWriter(configuration(), StandardCharsets.UTF_8)) {
        settings.store(out, null);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the configuration into " + directory, e);
    }
  }

  /**
   * What every node is configured with; its listeners are its owner's to add.
   *
   * @param voters the controllers, as {@code id@host:port}, separated by commas
   * @param copies how many copies there are of what Kafka keeps for itself
   */
  static Properties settings(int node, String voters, int copies) {
    Properties settings = new Properties();
    settings.setProperty("process.roles", "broker,controller");
    settings.setProperty("node.id", Integer.toString(node));
    settings.setProperty("controller.quorum.voters", voters);
    settings.setProperty("controller.listener.names", "CONTROLLER");
    settings.setProperty("inter.broker.listener.name", "PLAINTEXT");
    settings.setProperty("auto.create.topics.enable", "false");

    String inSync = Integer.toString(copies / 2 + 1);
    settings.setProperty("offsets.topic.replication.factor", Integer.toString(copies));
    settings.setProperty("offsets.topic.num.partitions", "1");
    settings.setProperty("transaction.state.log.replication.factor", Integer.toString(copies));
    settings.setProperty("transaction.state.log.min.isr", inSync);
    settings.setProperty("transaction.state.log.num.partitions", "1");
    settings.setProperty("min.insync.replicas", inSync);

    // A restarted broker waits for the session of the dead one to expire: a second, not nine.
    settings.setProperty("broker.session.timeout.ms", "1000");
    settings.setProperty("broker.heartbeat.interval.ms", "200");
    settings.setProperty("group.initial.rebalance.delay.ms", "0");
    // Lets a test ask that a consumer that was killed is missed sooner than after six seconds.
    settings.setProperty("group.min.session.timeout.ms", "500");
    settings.setProperty("group.consumer.min.heartbeat.interval.ms", "200");
    settings.setProperty("group.consumer.heartbeat.interval.ms", "200");

    String largest = Integer.toString(KafkaBroker.MAX_MESSAGE_BYTES);
    settings.setProperty("message.max.bytes", largest);
    settings.setProperty("replica.fetch.max.bytes", largest);
    return settings;
  }

  /** Prepares the data directory of a node of this cluster. */
  void format(String clusterId, List<String> more) throws InterruptedException {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("format", "-t", clusterId, "-c", configuration().toString()));
    arguments.addAll(more);
    List<String> command =
        JavaCommand.small("kafka.tools.StorageTool")
            .classPath(Distribution.kafka().classPath())
            .heap("128m")
            .arguments(arguments.toArray(new String[0]))
            .toList();
    try (ChildProcess format =
        ChildProcess.named("Kafka's storage tool", command)
            .log(directory.resolve("format.log"))
            .start()) {
      if (format.awaitExit(START_BOUND) != 0) {
        throw new PartException(
            "cannot format the broker's storage:\n" + format.logTail().indent(2));
      }
    }
  }

  /** Starts the process; {@link #awaitReady} waits for it. */
  void launch() {
    starts++;
    List<String> command =
        JavaCommand.small("kafka.Kafka")
            .classPath(Distribution.kafka().classPath())
            .heap("512m")
            .arguments(configuration().toString())
            .toList();
    process =
        ChildProcess.named(name, command)
            .directory(directory)
            .patience(patience)
            .log(directory.resolve("broker-" + starts + ".log"))
            .start();
  }

  /**
   * Returns when the broker takes requests.
   *
   * @throws PartException if it does not become ready; the message shows the end of its log
   */
  void awaitReady() throws InterruptedException {
    process.awaitLine(READY, START_BOUND);
  }

  /**
   * Starts the broker again on the same ports and data after it has ended; returns when it is
   * ready.
   *
   * @throws IllegalStateException if it is alive
   */
  void restart() throws InterruptedException {
    if (process.isAlive()) {
      throw new IllegalStateException(name + " is alive");
    }
    launch();
    awaitReady();
  }

  ChildProcess process() {
    return process;
  }

  /** Whether it did not start because somebody else listens on a port of its. */
  boolean foundItsPortTaken() {
    return process != null && PORT_TAKEN.matcher(process.log()).find();
  }

  /** Stops the broker; its data stays. */
  @Override
  public void close() {
    ChildProcess current = process;
    if (current != null) {
      current.close();
    }
  }

  private Path configuration() {
    return directory.resolve("server.properties");
  }

  private Path data() {
    return directory.resolve("data");
  }
}
