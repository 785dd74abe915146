// SPDX-License-Identifier: Apache-2.0
package io.holdfast.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** An outside system that calls over TCP: each client sends lines, and each line is answered. */
final class LineClients implements ExternalSystem<String> {
  private static final Map<String, LineClients> SYSTEMS = new ConcurrentHashMap<>();

  private final String name = UUID.randomUUID().toString();
  private final List<LineClient> clients = new ArrayList<>();

  LineClients(int count) {
    for (int i = 0; i < count; i++) {
      clients.add(new LineClient("line-client-" + i));
    }
    SYSTEMS.put(name, this);
  }

  String name() {
    return name;
  }

  /** Tells the clients of that name where a receiver listens now. */
  static void listening(String name, int port) {
    LineClients system = SYSTEMS.get(name);
    if (system != null) {
      system.clients.forEach(client -> client.connectTo(port));
    }
  }

  @Override
  public Optional<String> produce(int partition, String text) {
    if (text.indexOf('\n') >= 0) {
      return Optional.empty();
    }
    clients.get(partition).send(text);
    return Optional.of(text);
  }

  @Override
  public List<String> unacknowledged(int partition) {
    return clients.get(partition).unanswered();
  }

  @Override
  public void sever() {
    clients.forEach(LineClient::disconnect);
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
    for (LineClient client : clients) {
      client.close();
    }
  }
}
