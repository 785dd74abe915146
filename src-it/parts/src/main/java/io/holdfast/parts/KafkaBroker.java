// SPDX-License-Identifier: Apache-2.0
package io.holdfast.parts;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
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

  /** Whom the broker knows where it asks for a password. */
  public static final String USER = "reader";

  private static final int START_ATTEMPTS = 5;
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final KafkaServer server;
  private final List<Integer> ports;
  private final FaultProxy proxy;
  private final KafkaCertificates certificates;

  private KafkaBroker(Path directory, List<Integer> ports, KafkaCertificates certificates) {
    this.ports = ports;
    this.certificates = certificates;
    proxy = FaultProxy.to(ports.get(1));
    server = new KafkaServer("the Kafka broker", directory, settings(), PATIENCE);
  }

  /**
   * Starts a broker that keeps its data, its configuration and its logs in {@code directory}, which
   * is its own. Returns when the broker is ready.
   *
   * @throws PartException if it does not become ready; the message shows the end of its log
   */
  public static KafkaBroker start(Path directory) throws InterruptedException {
    return start(directory, null);
  }

  /**
   * Starts a broker that also has a {@link #passwordBootstrap()} and a {@link #mutualBootstrap()},
   * both over TLS. The password of {@link #USER} is that of the certificates.
   */
  public static KafkaBroker startSecured(Path directory, KafkaCertificates certificates)
      throws InterruptedException {
    return start(directory, certificates);
  }

  private static KafkaBroker start(Path directory, KafkaCertificates certificates)
      throws InterruptedException {
    for (int attempt = 1; ; attempt++) {
      KafkaBroker broker = new KafkaBroker(directory, FreePorts.choose(5), certificates);
      boolean ready = false;
      try {
        broker.launch();
        ready = true;
        return broker;
      } catch (PartException e) {
        if (!broker.server.foundItsPortTaken() || attempt == START_ATTEMPTS) {
          throw e;
        }
      } finally {
        if (!ready) {
          broker.close();
        }
      }
    }
  }

  private void launch() throws InterruptedException {
    List<String> credentials =
        certificates == null
            ? List.of()
            : List.of(
                "--add-scram",
                "SCRAM-SHA-512=[name=%s,password=%s]".formatted(USER, certificates.password()));
    server.format(Uuid.randomUuid().toString(), credentials);
    server.launch();
    server.awaitReady();
  }

  /** What clients connect to: {@code host:port}. It stays the same over a {@link #restart()}. */
  public String bootstrap() {
    return "127.0.0.1:" + ports.get(0);
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

  /** Where clients of a secured broker say SCRAM-SHA-512 and a password, over TLS. */
  public String passwordBootstrap() {
    return "127.0.0.1:" + ports.get(3);
  }

  /** Where clients of a secured broker show a certificate, over TLS. */
  public String mutualBootstrap() {
    return "127.0.0.1:" + ports.get(4);
  }

  /** The process of the broker; another one after a {@link #restart()}. */
  public ChildProcess process() {
    return server.process();
  }

  /** SIGKILL. Returns when the process is gone; its data stays. */
  public void kill() throws InterruptedException {
    server.process().kill();
  }

  /**
   * Starts the broker again on the same port and data after it has ended. Returns when it is ready.
   *
   * @throws IllegalStateException if it is alive
   */
  public void restart() throws InterruptedException {
    server.restart();
  }

  /** Creates a topic and returns when the broker serves each of its partitions. */
  public void createTopic(String name, int partitions) throws InterruptedException {
    KafkaTopics.create(bootstrap(), name, partitions, 1);
    KafkaTopics.awaitServed(bootstrap(), name, partitions);
  }

  /** Stops the broker; its data stays. */
  @Override
  public void close() {
    server.close();
    proxy.close();
  }

  private Properties settings() {
    Properties settings = KafkaServer.settings(1, "1@127.0.0.1:" + ports.get(2), 1);
    List<String> listeners = new ArrayList<>();
    List<String> advertised = new ArrayList<>();
    List<String> protocols = new ArrayList<>();
    listeners.add("PLAINTEXT://127.0.0.1:" + ports.get(0));
    advertised.add("PLAINTEXT://127.0.0.1:" + ports.get(0));
    listeners.add("PROXIED://127.0.0.1:" + ports.get(1));
    advertised.add("PROXIED://127.0.0.1:" + proxy.port());
    listeners.add("CONTROLLER://127.0.0.1:" + ports.get(2));
    protocols.addAll(List.of("PLAINTEXT:PLAINTEXT", "PROXIED:PLAINTEXT", "CONTROLLER:PLAINTEXT"));
    if (certificates != null) {
      for (String secured :
          List.of("PASSWORD://" + passwordBootstrap(), "MUTUAL://" + mutualBootstrap())) {
        listeners.add(secured);
        advertised.add(secured);
      }
      protocols.addAll(List.of("PASSWORD:SASL_SSL", "MUTUAL:SSL"));
      secure(settings);
    }
    settings.setProperty("listeners", String.join(",", listeners));
    settings.setProperty("advertised.listeners", String.join(",", advertised));
    settings.setProperty("listener.security.protocol.map", String.join(",", protocols));
    return settings;
  }

  private void secure(Properties settings) {
    settings.setProperty("ssl.keystore.type", "PKCS12");
    settings.setProperty("ssl.keystore.location", certificates.brokerKeys().toString());
    settings.setProperty("ssl.keystore.password", certificates.password());
    settings.setProperty("ssl.truststore.type", "PKCS12");
    settings.setProperty("ssl.truststore.location", certificates.brokerTrust().toString());
    settings.setProperty("ssl.truststore.password", certificates.password());
    settings.setProperty("listener.name.mutual.ssl.client.auth", "required");
    settings.setProperty("sasl.enabled.mechanisms", "SCRAM-SHA-512");
    settings.setProperty(
        "listener.name.password.scram-sha-512.sasl.jaas.config",
        "org.apache.kafka.common.security.scram.ScramLoginModule required;");
  }
}
