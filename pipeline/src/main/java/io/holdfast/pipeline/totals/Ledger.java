// SPDX-License-Identifier: Apache-2.0
package io.holdfast.pipeline.totals;

import io.holdfast.core.SupersededException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;
import javax.sql.DataSource;
import scala.Tuple2;

/** What is done in the database: each method does it once, and in its own transaction. */
final class Ledger {
  private final DataSource source;
  private final Dialect dialect;
  private final String job;

  Ledger(Database database, DataSource source) {
    this.source = source;
    dialect = database.dialect();
    job = database.job();
  }

  /** Creates the tables unless they exist. */
  void createTables() throws SQLException {
    inTransaction(
        connection -> {
          execute(connection, dialect.createTables());
          return null;
        });
  }

  /**
   * Takes the next epoch, after which no earlier one commits anything.
   *
   * @param lineage of the job's context; the batches of others are forgotten, or each new context
   *     would leave a row behind
   */
  Fence takeEpoch(String application, String lineage) throws SQLException {
    return inTransaction(
        connection -> {
          Fence fence = Fence.take(connection, job, application);
          try (PreparedStatement statement =
              connection.prepareStatement(
                  "DELETE FROM processed_batches WHERE job = ? AND lineage <> ?")) {
            statement.setString(1, job);
            statement.setString(2, lineage);
            statement.executeUpdate();
          }
          return fence;
        });
  }

  /** Who has the latest epoch. */
  Fence fence() throws SQLException {
    try (Connection connection = source.getConnection()) {
      return Fence.read(connection, job);
    }
  }

  /**
   * What the job has processed.
   *
   * @throws SupersededException if the epoch is not the latest
   */
  PositionSet processed(RangeTable table, long epoch) throws SQLException {
    try (Connection connection = source.getConnection()) {
      Fence.read(connection, job).require(epoch);
      return table.read(connection, job);
    }
  }

  /** What the job has processed of one partition. */
  PositionSet processed(String partition) throws SQLException {
    try (Connection connection = source.getConnection()) {
      return RangeTable.POSITIONS.read(connection, job, partition);
    }
  }

  /**
   * Adds counts to the totals and remembers what they are of, both or neither. Should they be there
   * already, since the answer to an earlier try was lost, it does nothing.
   *
   * <p>The counts are first collected in a table of this connection's own, so that the locks that
   * others may wait for are held for two statements and not for as long as the counts take to come.
   *
   * @param counts gives each word once, from the first on each time it is asked
   * @throws SupersededException if the epoch is not the latest
   */
  void add(
      long epoch,
      RangeTable table,
      PositionSet owned,
      Supplier<Iterator<Tuple2<String, Long>>> counts)
      throws SQLException {
    try (Connection connection = source.getConnection()) {
      StagedCounts.fill(connection, dialect, counts.get());
      connection.setAutoCommit(false);
      execute(connection, dialect.beginCommit());
      Fence.hold(connection, job, epoch);
      PositionSet before = new PositionSet();
      for (String partition : owned.partitions()) {
        before.addAll(table.read(connection, job, partition));
      }
      if (before.containsAll(owned)) {
        return; // and what closes the connection ends the transaction
      }
      if (before.containsAny(owned)) {
        throw new IllegalStateException(
            "some of %s is in the totals already, and some is not".formatted(owned.ranges()));
      }
      StagedCounts.addToTotals(connection, dialect, job);
      PositionSet after = new PositionSet();
      after.addAll(before);
      after.addAll(owned);
      table.replace(connection, job, before, after);
      connection.commit();
    }
  }

  /** Work of one transaction. */
  @FunctionalInterface
  private interface Work<T> {
    T run(Connection connection) throws SQLException;
  }

  private <T> T inTransaction(Work<T> work) throws SQLException {
    try (Connection connection = source.getConnection()) {
      connection.setAutoCommit(false);
      execute(connection, dialect.beginCommit());
      T result = work.run(connection);
      connection.commit();
      return result;
    }
  }

  private static void execute(Connection connection, List<String> statements) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }
}
