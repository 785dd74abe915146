// SPDX-License-Identifier: Apache-2.0
package io.holdfast.parts;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.Uuid;

/**
 * A Kafka broker of one node, its own controller, on the loopback interface.
 *
 * <p>Topics are not created by being mentioned: a test that mistypes one should fail. One thread at
 * a time may start, kill and restart it; the rest is thread-safe.
 */
public final class KafkaBroker implements AutoCloseable {
  /** The largest message that it takes. Clients have limits of their own. */
  public static final int MAX_MESSAGE_BYTES = 16 * 1024 * 1024;

  private static final int START_ATTEMPTS = 5;
  private static final String READY = "Kafka Server started";
  private static final Pattern PORT_TAKEN = Pattern.compile("Address already in use");
  private static final Duration START_BOUND = Duration.ofSeconds(90);
  private static final Duration REQUEST_BOUND = Duration.ofSeconds(30);

  private final Path directory;
  private final int port;
  private final int proxiedPort;
  private final FaultProxy proxy;
  private int starts;
  private volatile ChildProcess process;

  private KafkaBroker(Path directory, int port, int proxiedPort) {
    this.directory = directory;
    this.port = port;
    this.proxiedPort = proxiedPort;
    proxy = FaultProxy.to(proxiedPort);
  }

  /**
   * Starts a broker that keeps its data, its configuration and its logs in {@code directory}, which
   * is its own. Returns when the broker is ready.
   *
   * @throws PartException if it does not become ready; the message shows the end of its log
   */
  public static KafkaBroker start(Path directory) throws InterruptedException {
    for (int attempt = 1; ; attempt++) {
      List<Integer> ports = FreePorts.choose(3);
      KafkaBroker broker = new KafkaBroker(directory, ports.get(0), ports.get(1));
      boolean ready = false;
      try {
        broker.configure(ports.get(2));
        broker.format();
        broker.launch();
        ready = true;
        return broker;
      } catch (PartException e) {
        if (!broker.foundItsPortTaken() || attempt == START_ATTEMPTS) {
          throw e;
        }
      } finally {
        if (!ready) {
          broker.close();
        }
      }
    }
  }

  /** What clients connect to: {@code host:port}. It stays the same over a {@link #restart()}. */
  public String bootstrap() {
    return "127.0.0.1:" + port;
  }

  /**
   * As {@link #bootstrap()}, but whoever connects here reaches the broker through {@link #proxy()}
   * only, while everybody else is spared the faults.
   */
  public String proxiedBootstrap() {
    return "127.0.0.1:" + proxy.port();
  }

  /** What stands between the broker and the clients of {@link #proxiedBootstrap()}. */
  public FaultProxy proxy() {
    return proxy;
  }

  /** The process of the broker; another one after a {@link #restart()}. */
  public ChildProcess process() {
    return process;
  }

  /** SIGKILL. Returns when the process is gone; its data stays. */
  public void kill() throws InterruptedException {
    process.kill();
  }

  /**
   * Starts the broker again on the same port and data after it has ended. Returns when it is ready.
   *
   * @throws IllegalStateException if it is alive
   */
  public void restart() throws InterruptedException {
    if (process.isAlive()) {
      throw new IllegalStateException("the broker is alive");
    }
    launch();
  }

  /** Creates a topic and returns when the broker has confirmed it. */
  public void createTopic(String name, int partitions) throws InterruptedException {
    Map<String, Object> settings =
        Map.of(
            AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
            bootstrap(),
            AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
            (int) REQUEST_BOUND.toMillis());
    Admin admin = Admin.create(settings);
    try {
      admin.createTopics(List.of(new NewTopic(name, partitions, (short) 1))).all().get();
    } catch (ExecutionException e) {
      throw new PartException(
          "cannot create the topic %s: %s".formatted(name, e.getCause().getMessage()),
          e.getCause());
    } finally {
      admin.close(REQUEST_BOUND);
    }
  }

  /** Stops the broker; its data stays. */
  @Override
  public void close() {
    ChildProcess current = process;
    if (current != null) {
      current.close();
    }
    proxy.close();
  }

  private boolean foundItsPortTaken() {
    return process != null && PORT_TAKEN.matcher(process.log()).find();
  }

  private Path configuration() {
    return directory.resolve("server.properties");
  }

  private Path data() {
    return directory.resolve("data");
  }

  private void configure(int controllerPort) {
    Properties server = new Properties();
    server.setProperty("process.roles", "broker,controller");
    server.setProperty("node.id", "1");
    server.setProperty("controller.quorum.voters", "1@127.0.0.1:" + controllerPort);
    server.setProperty(
        "listeners",
        "PLAINTEXT://127.0.0.1:%d,PROXIED://127.0.0.1:%d,CONTROLLER://127.0.0.1:%d"
            .formatted(port, proxiedPort, controllerPort));
    server.setProperty(
        "advertised.listeners",
        "PLAINTEXT://127.0.0.1:%d,PROXIED://127.0.0.1:%d".formatted(port, proxy.port()));
    server.setProperty(
        "listener.security.protocol.map",
        "PLAINTEXT:PLAINTEXT,PROXIED:PLAINTEXT,CONTROLLER:PLAINTEXT");
    server.setProperty("controller.listener.names", "CONTROLLER");
    server.setProperty("inter.broker.listener.name", "PLAINTEXT");
    server.setProperty("log.dirs", data().toString());
    server.setProperty("auto.create.topics.enable", "false");

    // What Kafka keeps for itself has one copy, for there is one node.
    server.setProperty("offsets.topic.replication.factor", "1");
    server.setProperty("offsets.topic.num.partitions", "1");
    server.setProperty("transaction.state.log.replication.factor", "1");
    server.setProperty("transaction.state.log.min.isr", "1");
    server.setProperty("transaction.state.log.num.partitions", "1");

    // A restarted broker waits for the session of the dead one to expire: a second, not nine.
    server.setProperty("broker.session.timeout.ms", "1000");
    server.setProperty("broker.heartbeat.interval.ms", "200");
    server.setProperty("group.initial.rebalance.delay.ms", "0");

    // Lets a test ask that a consumer that was killed is missed sooner than after six seconds.
    server.setProperty("group.min.session.timeout.ms", "500");

    server.setProperty("message.max.bytes", Integer.toString(MAX_MESSAGE_BYTES));
    server.setProperty("replica.fetch.max.bytes", Integer.toString(MAX_MESSAGE_BYTES));

    try {
      TemporaryDirectory.deleteTree(data());
      Files.createDirectories(directory);
      try (Writer out = Files.newBufferedWriter(configuration(), StandardCharsets.UTF_8)) {
        server.store(out, null);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(
          "cannot write the configuration of the broker into " + directory, e);
    }
  }

  private void format() throws InterruptedException {
    List<String> command =
        JavaCommand.small("kafka.tools.StorageTool")
            .classPath(Distribution.KAFKA.classPath())
            .heap("128m")
            .arguments(
                "format", "-t", Uuid.randomUuid().toString(), "-c", configuration().toString())
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

  private void launch() throws InterruptedException {
    starts++;
    List<String> command =
        JavaCommand.small("kafka.Kafka")
            .classPath(Distribution.KAFKA.classPath())
            .heap("512m")
            .arguments(configuration().toString())
            .toList();
    process =
        ChildProcess.named("the Kafka broker", command)
            .directory(directory)
            .log(directory.resolve("broker-" + starts + ".log"))
            .start();
    process.awaitLine(READY, START_BOUND);
  }
}
