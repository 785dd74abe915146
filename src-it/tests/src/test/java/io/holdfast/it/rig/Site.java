// SPDX-License-Identifier: Apache-2.0
package io.holdfast.it.rig;

import io.holdfast.parts.HadoopCluster;
import io.holdfast.parts.HdfsDataNode;
import io.holdfast.parts.KafkaBroker;
import io.holdfast.parts.PostgresServer;
import io.holdfast.parts.SparkCluster;
import io.holdfast.parts.TemporaryDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** What the jobs of a class of tests share: a cluster of two workers, a broker, a database. */
public final class Site implements AutoCloseable {
  /** More than the machine has: receivers occupy one each, and do little. */
  static final int CORES_OF_A_WORKER = 8;

  private static final int WORKERS = 2;
  private static final Duration SILENCE_OF_A_WORKER = Duration.ofSeconds(10);
  private static final String SILENCE_OF_AN_EXECUTOR = "20s";

  private final TemporaryDirectory directory = TemporaryDirectory.create("holdfast-it");

  /** Of its own: the database may run as another user, who has to pass through. */
  private final TemporaryDirectory tables = TemporaryDirectory.create("holdfast-it-tables");

  private final boolean impatient;
  private SparkCluster cluster;
  private KafkaBroker broker;
  private PostgresServer database;
  private HadoopCluster hdfs;
  private HdfsDataNode dataNode;

  private Site(boolean impatient) {
    this.impatient = impatient;
  }

  /** Starts all of it; returns when it can be used. */
  public static Site start() throws InterruptedException {
    return start(new Site(false));
  }

  /**
   * Starts all of it, where workers and executors that are silent are soon held for lost. A busy
   * machine may be silent, too, so it is only for those who need that.
   */
  public static Site startImpatient() throws InterruptedException {
    return start(new Site(true));
  }

  private static Site start(Site site) throws InterruptedException {
    boolean started = false;
    try {
      site.broker = KafkaBroker.start(site.folder("kafka"));
      site.database = PostgresServer.start(site.tables.path());
      site.cluster = site.startCluster(site.folder("spark"));
      started = true;
      return site;
    } finally {
      if (!started) {
        site.close();
      }
    }
  }

  private SparkCluster startCluster(Path folder) throws InterruptedException {
    return impatient
        ? SparkCluster.startImpatient(folder, WORKERS, CORES_OF_A_WORKER, SILENCE_OF_A_WORKER)
        : SparkCluster.start(folder, WORKERS, CORES_OF_A_WORKER);
  }

  /** What jobs here are configured with. */
  Map<String, String> configuration() {
    return impatient
        ? Map.of(
            "spark.network.timeout", SILENCE_OF_AN_EXECUTOR, "spark.network.timeoutInterval", "5s")
        : Map.of();
  }

  /** The cluster. */
  public SparkCluster cluster() {
    return cluster;
  }

  /** The database of the totals. */
  public PostgresServer database() {
    return database;
  }

  /**
   * The root of an HDFS, started when it is first asked for, that keeps two copies of all: one on
   * {@link #dataNode}.
   */
  String hdfs() throws InterruptedException {
    if (hdfs == null) {
      hdfs = HadoopCluster.startHdfs(folder("hdfs"));
      dataNode = HdfsDataNode.start(folder("data-node"), hdfs.uri());
    }
    return hdfs.uri();
  }

  /** The one that can be killed. */
  public HdfsDataNode dataNode() {
    return dataNode;
  }

  KafkaBroker broker() {
    return broker;
  }

  Path folder(String name) {
    return directory.path().resolve(name);
  }

  /** Where the logs of executors are. */
  Path logs() {
    return folder("spark");
  }

  /** Copies what its parts have logged since a time. */
  void copyLogs(Path to, long sinceMillis) throws IOException {
    LogCopies.copy(directory.path(), to, sinceMillis);
    LogCopies.copy(tables.path(), to.resolve("tables"), sinceMillis);
  }

  @Override
  public void close() {
    if (cluster != null) {
      cluster.close();
    }
    if (dataNode != null) {
      dataNode.close();
    }
    if (hdfs != null) {
      hdfs.close();
    }
    if (database != null) {
      database.close();
    }
    if (broker != null) {
      broker.close();
    }
    tables.close();
    directory.close();
  }
}
