// SPDX-License-Identifier: Apache-2.0
package io.holdfast.testkit;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * An outside system that is asked: logs that remember which of their records are acknowledged, and
 * hand them out over connections. Receivers find it by its name.
 */
final class ScriptedLog implements ExternalSystem<String> {
  private static final String MALFORMED = "\u0000malformed";
  private static final Map<String, ScriptedLog> LOGS = new ConcurrentHashMap<>();

  private final String name = UUID.randomUUID().toString();
  private final List<List<String>> partitions = new ArrayList<>();
  private final List<BitSet> acknowledged = new ArrayList<>();
  private final Map<Integer, Connection> connections = new HashMap<>();
  private int numbers;
  private boolean refusing;
  private long taken;

  ScriptedLog(int count) {
    for (int i = 0; i < count; i++) {
      partitions.add(new ArrayList<>());
      acknowledged.add(new BitSet());
    }
    LOGS.put(name, this);
  }

  String name() {
    return name;
  }

  /** A connection to the log of that name. */
  static Connection connect(String name) throws IOException {
    ScriptedLog log = LOGS.get(name);
    if (log == null) {
      throw new IOException("there is no log " + name);
    }
    return log.connect();
  }

  private synchronized Connection connect() throws IOException {
    if (refusing) {
      throw new IOException("the connection was refused");
    }
    Connection connection = new Connection(numbers++);
    connections.put(connection.number, connection);
    return connection;
  }

  @Override
  public synchronized Optional<String> produce(int partition, String text) {
    partitions.get(partition).add(text);
    notifyAll();
    return Optional.of(text);
  }

  @Override
  public synchronized String produceMalformed(int partition) {
    partitions.get(partition).add(MALFORMED);
    notifyAll();
    return "partition %d, record %d".formatted(partition, partitions.get(partition).size() - 1);
  }

  @Override
  public synchronized List<String> unacknowledged(int partition) {
    List<String> rest = new ArrayList<>();
    List<String> records = partitions.get(partition);
    for (int i = 0; i < records.size(); i++) {
      if (!acknowledged.get(partition).get(i) && !records.get(i).equals(MALFORMED)) {
        rest.add(records.get(i));
      }
    }
    return rest;
  }

  @Override
  public synchronized void sever() {
    connections.clear();
    notifyAll();
  }

  @Override
  public synchronized void refuse(boolean refuse) {
    refusing = refuse;
  }

  @Override
  public synchronized OptionalLong taken() {
    return OptionalLong.of(taken);
  }

  @Override
  public synchronized OptionalInt connections() {
    return OptionalInt.of(connections.size());
  }

  @Override
  public void close() {
    LOGS.remove(name);
  }

  /** What a source holds; broken once the log was severed. */
  final class Connection {
    private final int number;
    private boolean woken;

    private Connection(int number) {
      this.number = number;
    }

    int partitions() {
      return partitions.size();
    }

    /** How many records of the partition are acknowledged, from its beginning. */
    int acknowledgedUntil(int partition) throws IOException {
      synchronized (ScriptedLog.this) {
        check();
        return acknowledged.get(partition).nextClearBit(0);
      }
    }

    int size(int partition) throws IOException {
      synchronized (ScriptedLog.this) {
        check();
        return partitions.get(partition).size();
      }
    }

    /** The records from there on, at most so many. */
    List<String> read(int partition, int from, int most) throws IOException {
      synchronized (ScriptedLog.this) {
        check();
        List<String> records = partitions.get(partition);
        List<String> read =
            new ArrayList<>(records.subList(from, Math.min(records.size(), from + most)));
        taken += read.size();
        return read;
      }
    }

    /** Waits until there is something from there on in some partition, at most so long. */
    void awaitMore(int[] from, Duration timeout) throws IOException, InterruptedException {
      long until = System.nanoTime() + timeout.toNanos();
      synchronized (ScriptedLog.this) {
        for (long rest = timeout.toNanos();
            rest > 0 && !woken && isAllRead(from);
            rest = until - System.nanoTime()) {
          TimeUnit.NANOSECONDS.timedWait(ScriptedLog.this, rest);
        }
        woken = false;
      }
    }

    private boolean isAllRead(int[] from) throws IOException {
      check();
      for (int partition = 0; partition < from.length; partition++) {
        if (from[partition] < partitions.get(partition).size()) {
          return false;
        }
      }
      return true;
    }

    /** Ends a wait early. */
    void wake() {
      synchronized (ScriptedLog.this) {
        woken = true;
        ScriptedLog.this.notifyAll();
      }
    }

    static boolean isMalformed(String record) {
      return record.equals(MALFORMED);
    }

    void acknowledge(int partition, int from, int until) throws IOException {
      synchronized (ScriptedLog.this) {
        check();
        acknowledged.get(partition).set(from, until);
      }
    }

    /** Takes acknowledgements back, as a commit of an earlier position does. */
    void rewind(int partition, int to) throws IOException {
      synchronized (ScriptedLog.this) {
        check();
        acknowledged.get(partition).clear(to, partitions.get(partition).size());
      }
    }

    void close() {
      synchronized (ScriptedLog.this) {
        connections.remove(number);
      }
    }

    private void check() throws IOException {
      if (!connections.containsKey(number)) {
        throw new IOException("the connection is broken");
      }
    }
  }
}
