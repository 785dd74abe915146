// SPDX-License-Identifier: Apache-2.0
package io.holdfast.pipeline.totals;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What differs between the databases that can keep totals. */
enum Dialect {
  /**
   * A file of the machine that the driver runs on. Readers do not wait for writers (WAL), and what
   * is committed is on the disk. A driver that is stopped in the middle of a commit holds its lock.
   */
  SQLITE(
      "jdbc:sqlite:",
      "org.sqlite.JDBC",
      "BLOB",
      "temp.holdfast_staged",
      "DELETE FROM temp.holdfast_staged"),

  /** A server. It ends the transaction of a driver that was stopped in the middle of it. */
  POSTGRESQL(
      "jdbc:postgresql:",
      "org.postgresql.Driver",
      "BYTEA",
      "pg_temp.holdfast_staged",
      "TRUNCATE pg_temp.holdfast_staged");

  private final String prefix;
  private final String driver;
  private final String bytes;
  private final String staged;
  private final String emptyStaged;

  Dialect(String prefix, String driver, String bytes, String staged, String emptyStaged) {
    this.prefix = prefix;
    this.driver = driver;
    this.bytes = bytes;
    this.staged = staged;
    this.emptyStaged = emptyStaged;
  }

  /**
   * The dialect of a JDBC URL.
   *
   * @throws IllegalArgumentException if there is none
   */
  static Dialect of(String url) {
    for (Dialect dialect : values()) {
      if (url.startsWith(dialect.prefix)) {
        return dialect;
      }
    }
    throw new IllegalArgumentException(
        "%s is no database that totals can be kept in: give the path of a SQLite file, or a URL that begins with jdbc:sqlite: or jdbc:postgresql:"
            .formatted(url));
  }

  /** The URL of a SQLite database in a file. */
  static String urlOfFile(Path file) {
    return SQLITE.prefix + file.toAbsolutePath(); // a recovered driver may run elsewhere
  }

  String driver() {
    return driver;
  }

  /** What connections are made with. */
  Map<String, String> properties() {
    return switch (this) {
      case SQLITE -> Map.of("journal_mode", "WAL", "synchronous", "FULL", "busy_timeout", "5000");
      case POSTGRESQL ->
          Map.of(
              "tcpKeepAlive",
              "true",
              "reWriteBatchedInserts",
              "true",
              "ApplicationName",
              "holdfast");
    };
  }

  /** The table, of one connection only, that a batch's counts are collected in. */
  String staged() {
    return staged;
  }

  /** Empties that table. */
  String emptyStaged() {
    return emptyStaged;
  }

  /** What begins a transaction that holds locks which others wait for. */
  List<String> beginCommit() {
    return this == POSTGRESQL
        ? List.of("SET LOCAL idle_in_transaction_session_timeout = '10s'")
        : List.of();
  }

  /** Creates that table unless the connection has it. */
  String createStaged() {
    return "CREATE TEMPORARY TABLE IF NOT EXISTS holdfast_staged (word_sha256 %s NOT NULL, word TEXT NOT NULL, total BIGINT NOT NULL)"
        .formatted(bytes);
  }

  /** Creates the tables unless they exist. */
  List<String> createTables() {
    List<String> statements = new ArrayList<>();
    if (this == POSTGRESQL) {
      // Two that create the same table at once would fail over it; the number is the lock's name.
      statements.add("SELECT pg_advisory_xact_lock(4861726468)");
    }
    statements.addAll(
        List.of(
            "CREATE TABLE IF NOT EXISTS word_totals (job VARCHAR(200) NOT NULL, word_sha256 %s NOT NULL, word TEXT NOT NULL, total BIGINT NOT NULL, PRIMARY KEY (job, word_sha256))"
                .formatted(bytes),
            "CREATE TABLE IF NOT EXISTS processed_ranges (job VARCHAR(200) NOT NULL, partition_name TEXT NOT NULL, from_position BIGINT NOT NULL, until_position BIGINT NOT NULL, PRIMARY KEY (job, partition_name, from_position))",
            "CREATE TABLE IF NOT EXISTS processed_batches (job VARCHAR(200) NOT NULL, lineage VARCHAR(36) NOT NULL, from_batch BIGINT NOT NULL, until_batch BIGINT NOT NULL, PRIMARY KEY (job, lineage, from_batch))",
            "CREATE TABLE IF NOT EXISTS fences (job VARCHAR(200) NOT NULL PRIMARY KEY, epoch BIGINT NOT NULL, application TEXT NOT NULL)"));
    return statements;
  }
}
