// SPDX-License-Identifier: Apache-2.0
package com.example.queue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * A message queue as there are many, in miniature: a message that was received is hidden from
 * others until it is deleted, or until the connection that received it is gone; then it comes
 * again.
 */
final class WorkQueue {
  private static final Map<String, WorkQueue> QUEUES = new ConcurrentHashMap<>();

  private final String name;
  private final TreeMap<Long, String> messages = new TreeMap<>();
  private final Map<Long, Connection> receivedBy = new ConcurrentHashMap<>();
  private final List<Connection> connections = new ArrayList<>();
  private long numbers;
  private boolean refusing;

  private WorkQueue(String name) {
    this.name = name;
  }

  static WorkQueue create(String name) {
    WorkQueue queue = new WorkQueue(name);
    QUEUES.put(name, queue);
    return queue;
  }

  static Connection connect(String name) throws IOException {
    WorkQueue queue = QUEUES.get(name);
    if (queue == null) {
      throw new IOException("there is no queue " + name);
    }
    return queue.connect();
  }

  private synchronized Connection connect() throws IOException {
    if (refusing) {
      throw new IOException("the queue refuses connections");
    }
    Connection connection = new Connection();
    connections.add(connection);
    return connection;
  }

  synchronized void send(String text) {
    messages.put(numbers++, text);
    notifyAll();
  }

  /** What is not deleted, in its order. */
  synchronized List<String> undeleted() {
    return new ArrayList<>(messages.values());
  }

  synchronized int connections() {
    return connections.size();
  }

  synchronized void disconnectAll() {
    new ArrayList<>(connections).forEach(Connection::close);
  }

  synchronized void refuse(boolean refuse) {
    refusing = refuse;
  }

  void delete() {
    QUEUES.remove(name);
  }

  /** A message, by the number that the queue has given it. */
  record Message(long number, String text) {}

  /** Whoever receives. */
  final class Connection {

    /** Waits for messages that nobody has received, and takes at most so many. */
    List<Message> receive(int most, Duration timeout) throws IOException, InterruptedException {
      long until = System.nanoTime() + timeout.toNanos();
      synchronized (WorkQueue.this) {
        while (true) {
          check();
          List<Message> received = take(most);
          long rest = until - System.nanoTime();
          if (!received.isEmpty() || rest <= 0) {
            return received;
          }
          TimeUnit.NANOSECONDS.timedWait(WorkQueue.this, rest);
        }
      }
    }

    private List<Message> take(int most) {
      List<Message> taken = new ArrayList<>();
      for (Map.Entry<Long, String> message : messages.entrySet()) {
        if (taken.size() < most && !receivedBy.containsKey(message.getKey())) {
          receivedBy.put(message.getKey(), this);
          taken.add(new Message(message.getKey(), message.getValue()));
        }
      }
      return taken;
    }

    void delete(List<Message> received) throws IOException {
      synchronized (WorkQueue.this) {
        check();
        received.forEach(message -> messages.remove(message.number()));
      }
    }

    void close() {
      synchronized (WorkQueue.this) {
        connections.remove(this);
        receivedBy.values().removeIf(connection -> connection == this);
        WorkQueue.this.notifyAll();
      }
    }

    private void check() throws IOException {
      if (!connections.contains(this)) {
        throw new IOException("the connection to the queue is broken");
      }
    }
  }
}
