// SPDX-License-Identifier: Apache-2.0
package io.holdfast.flume;

import io.holdfast.testkit.ExternalSystem;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** An outside system that calls over TCP: each client sends events, and each is answered. */
final class PushClients implements ExternalSystem<FlumeEvent> {
  private static final Map<String, PushClients> SYSTEMS = new ConcurrentHashMap<>();

  private final String name = UUID.randomUUID().toString();
  private final List<PushClient> clients = new ArrayList<>();

  PushClients(int count) {
    for (int i = 0; i < count; i++) {
      clients.add(new PushClient("push-client-" + i));
    }
    SYSTEMS.put(name, this);
  }

  String name() {
    return name;
  }

  /** Tells the clients of that name where a receiver listens now. */
  static void listening(String name, int port) {
    PushClients system = SYSTEMS.get(name);
    if (system != null) {
      system.clients.forEach(client -> client.connectTo(port));
    }
  }

  @Override
  public Optional<FlumeEvent> produce(int partition, String text) {
    FlumeEvent event = FlumeEvent.of(Map.of("text", text), text.getBytes(StandardCharsets.UTF_8));
    clients.get(partition).send(event);
    return Optional.of(event);
  }

  @Override
  public List<FlumeEvent> unacknowledged(int partition) {
    return clients.get(partition).unanswered();
  }

  @Override
  public void sever() {
    clients.forEach(PushClient::disconnect);
  }

  @Override
  public void refuse(boolean refuse) {
    clients.forEach(client -> client.refuse(refuse));
  }

  @Override
  public void stopReading(int partition, boolean stop) {
    clients.get(partition).stopReading(stop);
  }

  @Override
  public void produceOversized(int partition) {
    clients.get(partition).sendOversized();
  }

  @Override
  public int connects(int partition) {
    return clients.get(partition).connects();
  }

  @Override
  public void close() throws InterruptedException {
    SYSTEMS.remove(name);
    for (PushClient client : clients) {
      client.close();
    }
  }
}
