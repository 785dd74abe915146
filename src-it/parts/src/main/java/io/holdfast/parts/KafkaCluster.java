// SPDX-License-Identifier: Apache-2.0
package io.holdfast.parts;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.common.Uuid;

/**
 * Three Kafka brokers on the loopback interface, each a process of its own, that keep a copy of
 * everything each: one of them may die at a time.
 *
 * <p>One thread at a time may start, kill and restart a broker; the rest is thread-safe.
 */
public final class KafkaCluster implements AutoCloseable {
  private static final int NODES = 3;
  private static final int START_ATTEMPTS = 5;

  private final List<KafkaServer> servers = new ArrayList<>();
  private final List<String> addresses;

  private KafkaCluster(Path directory, List<Integer> ports) {
    addresses = ports.subList(0, NODES).stream().map(port -> "127.0.0.1:" + port).toList();
    String voters =
        IntStream.range(0, NODES)
            .mapToObj(node -> "%d@127.0.0.1:%d".formatted(node, ports.get(NODES + node)))
            .collect(Collectors.joining(","));
    for (int node = 0; node < NODES; node++) {
      Properties settings = KafkaServer.settings(node, voters, NODES);
      String own = "PLAINTEXT://" + addresses.get(node);
      settings.setProperty("listeners", own + ",CONTROLLER://127.0.0.1:" + ports.get(NODES + node));
      settings.setProperty("advertised.listeners", own);
      settings.setProperty(
          "listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
      servers.add(
          new KafkaServer(
              "Kafka broker " + node, directory.resolve("node-" + node), settings, Duration.ZERO));
    }
  }

  /**
   * Starts three brokers that keep their data, their configurations and their logs in {@code
   * directory}, which is their own. Returns when all are ready.
   *
   * @throws PartException if one does not become ready; the message shows the end of its log
   */
  public static KafkaCluster start(Path directory) throws InterruptedException {
    for (int attempt = 1; ; attempt++) {
      KafkaCluster cluster = new KafkaCluster(directory, FreePorts.choose(2 * NODES));
      boolean ready = false;
      try {
        cluster.launch();
        ready = true;
        return cluster;
      } catch (PartException e) {
        if (attempt == START_ATTEMPTS
            || cluster.servers.stream().noneMatch(KafkaServer::foundItsPortTaken)) {
          throw e;
        }
      } finally {
        if (!ready) {
          cluster.close();
        }
      }
    }
  }

  private void launch() throws InterruptedException {
    String id = Uuid.randomUuid().toString();
    for (KafkaServer server : servers) {
      server.format(id, List.of());
    }
    servers.forEach(KafkaServer::launch);
    for (KafkaServer server : servers) {
      server.awaitReady();
    }
  }

  /** What clients connect to: all three, as {@code host:port,host:port,host:port}. */
  public String bootstrap() {
    return String.join(",", addresses);
  }

  /**
   * Creates a topic with three copies and returns when every broker knows it and the leaders serve
   * it. All are alive.
   */
  public void createTopic(String name, int partitions) throws InterruptedException {
    KafkaTopics.create(bootstrap(), name, partitions, NODES);
    for (String address : addresses) {
      KafkaTopics.awaitKnown(address, name);
    }
    KafkaTopics.awaitServed(bootstrap(), name, partitions);
  }

  /** The broker, 0 to 2, that leads a partition now. */
  public int leader(String topic, int partition) throws InterruptedException {
    return KafkaTopics.leader(bootstrap(), topic, partition);
  }

  /** SIGKILL to one broker, 0 to 2. Returns when its process is gone; its data stays. */
  public void kill(int broker) throws InterruptedException {
    servers.get(broker).process().kill();
  }

  /**
   * Starts a broker again on the same port and data after it has ended. Returns when it is ready.
   *
   * @throws IllegalStateException if it is alive
   */
  public void restart(int broker) throws InterruptedException {
    servers.get(broker).restart();
  }

  /**
   * Kills the brokers; their data stays. Were they asked to leave, the last ones would wait in vain
   * for a controller to hear of it.
   */
  @Override
  public void close() {
    servers.forEach(KafkaServer::close);
  }
}
