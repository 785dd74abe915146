// SPDX-License-Identifier: Apache-2.0
package io.holdfast.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * An outside system whose clients call the receiver over TCP on this machine, one for each
 * partition. Each sends its records without waiting for answers, and again, on its next connection,
 * those that got none. What remains to be said is how a record becomes bytes, in a {@link
 * ClientProtocol}, and which records there are, in {@link #produce}.
 *
 * <p>Clients connect to the port that {@link #listening} tells them, also while a receiver is gone
 * from there. A receiver that chooses its port anew with each session calls it with the {@link
 * #name} that it was made with; for a fixed port the system itself may.
 *
 * @param <T> the type of the records, with value equality
 */
public abstract class PushingClients<T> implements ExternalSystem<T> {
  private static final Map<String, PushingClients<?>> SYSTEMS = new ConcurrentHashMap<>();

  private final String name = UUID.randomUUID().toString();
  private final List<ResendingClient<T>> clients = new ArrayList<>();

  /**
   * Begins to connect as soon as there is a port.
   *
   * @param count how many clients
   * @param protocols makes the protocol of one more connection
   * @param receiveBuffer bytes that the system keeps of answers that a client does not read: few,
   *     so that unread answers soon fill it
   */
  protected PushingClients(int count, Supplier<ClientProtocol<T>> protocols, int receiveBuffer) {
    for (int i = 0; i < count; i++) {
      ResendingClient<T> client = new ResendingClient<>("client-" + i, protocols, receiveBuffer);
      clients.add(client);
      client.start();
    }
    SYSTEMS.put(name, this);
  }

  /** What {@link #listening} finds this system by; a string, so that a receiver can carry it. */
  public final String name() {
    return name;
  }

  /** Tells the clients of that system where a receiver listens now; nobody, if it is closed. */
  public static void listening(String name, int port) {
    PushingClients<?> system = SYSTEMS.get(name);
    if (system != null) {
      system.clients.forEach(client -> client.connectTo(port));
    }
  }

  /** Gives a client one more record to send; returns how many it was given before. */
  protected final int send(int partition, T record) {
    return clients.get(partition).send(record);
  }

  @Override
  public final List<T> unacknowledged(int partition) {
    return clients.get(partition).unanswered();
  }

  @Override
  public final void sever() {
    clients.forEach(ResendingClient::disconnect);
  }

  @Override
  public final void refuse(boolean refuse) {
    clients.forEach(client -> client.refuse(refuse));
  }

  @Override
  public final void stopReading(int partition, boolean stop) {
    clients.get(partition).stopReading(stop);
  }

  @Override
  public final void produceOversized(int partition) {
    clients.get(partition).sendOversized();
  }

  @Override
  public final int connects(int partition) {
    return clients.get(partition).connects();
  }

  @Override
  public final void close() throws InterruptedException {
    SYSTEMS.remove(name);
    for (ResendingClient<T> client : clients) {
      client.close();
    }
  }
}
