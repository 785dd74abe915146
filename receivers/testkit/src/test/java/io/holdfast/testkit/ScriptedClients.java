// SPDX-License-Identifier: Apache-2.0
package io.holdfast.testkit;

import java.io.IOException;
import java.net.BindException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * An outside system that calls: one client for each partition, which connects to whoever listens,
 * sends what it has, and sends again what it got no answer for. Receivers find the port by its
 * name.
 */
final class ScriptedClients implements ExternalSystem<String> {
  private static final Map<String, ScriptedClients> PORTS = new ConcurrentHashMap<>();
  private static final long RECONNECT_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
  private static final int BATCH = 5;

  private final String name = UUID.randomUUID().toString();
  private final List<Client> clients = new ArrayList<>();
  private final boolean resending;
  private Listener listener;
  private boolean refusing;
  private long taken;

  /**
   * @param resending whether a client sends again what it got no answer for, or forgets it
   */
  ScriptedClients(int count, boolean resending) {
    this.resending = resending;
    for (int i = 0; i < count; i++) {
      clients.add(new Client(i));
    }
    PORTS.put(name, this);
  }

  String name() {
    return name;
  }

  /** Listens on the port of that name, which must be free. */
  static Listener bind(String name) throws IOException {
    ScriptedClients port = PORTS.get(name);
    if (port == null) {
      throw new IOException("there is no port " + name);
    }
    synchronized (port) {
      if (port.listener != null) {
        throw new BindException("the port is taken");
      }
      port.listener = port.new Listener();
      port.notifyAll();
      return port.listener;
    }
  }

  @Override
  public synchronized Optional<String> produce(int partition, String text) {
    clients.get(partition).records.add(text);
    notifyAll();
    return Optional.of(text);
  }

  @Override
  public synchronized String produceMalformed(int partition) {
    Client client = clients.get(partition);
    client.records.add(Request.MALFORMED);
    notifyAll();
    return "client %d, record %d".formatted(partition, client.records.size() - 1);
  }

  @Override
  public synchronized List<String> unacknowledged(int partition) {
    Client client = clients.get(partition);
    List<String> rest = new ArrayList<>();
    for (int i = 0; i < client.records.size(); i++) {
      if (!client.acknowledged.get(i) && !client.records.get(i).equals(Request.MALFORMED)) {
        rest.add(client.records.get(i));
      }
    }
    return rest;
  }

  @Override
  public synchronized void sever() {
    clients.forEach(Client::disconnect);
    notifyAll();
  }

  @Override
  public synchronized void refuse(boolean refuse) {
    refusing = refuse;
    notifyAll();
  }

  @Override
  public synchronized OptionalLong taken() {
    return OptionalLong.of(taken);
  }

  @Override
  public synchronized OptionalInt connections() {
    return OptionalInt.of((int) clients.stream().filter(c -> c.connection != null).count());
  }

  @Override
  public void close() {
    PORTS.remove(name);
  }

  /** One client; guarded by the monitor of the system. */
  private final class Client {
    private final int partition;
    private final List<String> records = new ArrayList<>();
    private final BitSet acknowledged = new BitSet();
    private Connection connection;
    private int sent;
    private long mayConnectNanos = System.nanoTime();

    Client(int partition) {
      this.partition = partition;
    }

    boolean mayConnect() {
      return connection == null && !refusing && System.nanoTime() - mayConnectNanos >= 0;
    }

    Connection connect() {
      connection = new Connection(this);
      sent = resending ? acknowledged.nextClearBit(0) : sent;
      return connection;
    }

    void disconnect() {
      connection = null;
      mayConnectNanos = System.nanoTime() + RECONNECT_NANOS;
    }
  }

  /** What a client sends in one piece. */
  record Request(int partition, int from, List<String> records) {
    static final String MALFORMED = "\u0000malformed";
  }

  /** The side of whoever listens. */
  final class Listener {

    /** Waits for a client; null once the listener is closed. */
    Connection accept() throws InterruptedException {
      synchronized (ScriptedClients.this) {
        while (listener == this) {
          for (Client client : clients) {
            if (client.mayConnect()) {
              return client.connect();
            }
          }
          TimeUnit.NANOSECONDS.timedWait(ScriptedClients.this, RECONNECT_NANOS);
        }
        return null;
      }
    }

    /** Frees the port and drops its connections. */
    void close() {
      synchronized (ScriptedClients.this) {
        if (listener == this) {
          listener = null;
          sever();
        }
      }
    }
  }

  /** The receiver's side of a connection. */
  final class Connection {
    private final Client client;

    private Connection(Client client) {
      this.client = client;
    }

    int partition() {
      return client.partition;
    }

    /** Waits for what the client sends next. */
    Request receive() throws IOException, InterruptedException {
      synchronized (ScriptedClients.this) {
        while (true) {
          if (client.connection != this) {
            throw new IOException("the connection is broken");
          }
          int from = client.sent;
          int until = Math.min(client.records.size(), from + BATCH);
          if (from < until) {
            client.sent = until;
            taken += until - from;
            List<String> records = new ArrayList<>(client.records.subList(from, until));
            return new Request(client.partition, from, records);
          }
          ScriptedClients.this.wait();
        }
      }
    }

    /** Tells the client that a request was taken; it hears nothing on a broken connection. */
    void answer(Request request) {
      synchronized (ScriptedClients.this) {
        if (client.connection == this) {
          client.acknowledged.set(request.from(), request.from() + request.records().size());
        }
      }
    }

    void close() {
      synchronized (ScriptedClients.this) {
        if (client.connection == this) {
          client.disconnect();
          ScriptedClients.this.notifyAll();
        }
      }
    }
  }
}
