// SPDX-License-Identifier: Apache-2.0
package io.holdfast.socket;

import io.holdfast.parts.FreePorts;
import io.holdfast.testkit.ExternalSystem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Clients of RELP, as the laws want to see them. */
final class RelpClients implements ExternalSystem<String> {
  private final int port = FreePorts.choose(1).get(0);
  private final List<RelpClient> clients = new ArrayList<>();

  RelpClients(int count) {
    for (int i = 0; i < count; i++) {
      clients.add(new RelpClient("relp-client-" + i, port));
    }
  }

  int port() {
    return port;
  }

  @Override
  public Optional<String> produce(int partition, String text) {
    clients.get(partition).send(text);
    return Optional.of(text);
  }

  /** On a connection that has lasted since the first message, whose transaction is 2. */
  @Override
  public String produceMalformed(int partition) {
    return "transaction " + (clients.get(partition).sendMalformed() + 2);
  }

  @Override
  public List<String> unacknowledged(int partition) {
    return clients.get(partition).unanswered();
  }

  @Override
  public void sever() {
    clients.forEach(RelpClient::disconnect);
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
    for (RelpClient client : clients) {
      client.close();
    }
  }
}
