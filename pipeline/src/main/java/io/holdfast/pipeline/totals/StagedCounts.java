// SPDX-License-Identifier: Apache-2.0
package io.holdfast.pipeline.totals;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Iterator;
import scala.Tuple2;

/** The counts of a batch in a table that no other connection sees. */
final class StagedCounts {
  private static final int ROWS_AT_ONCE = 1_000;
  private static final int CHARS_AT_ONCE = 1_000_000;

  private StagedCounts() {}

  /** Makes them the content of the table. Holds as many in memory as are sent at once. */
  static void fill(Connection connection, Dialect dialect, Iterator<Tuple2<String, Long>> counts)
      throws SQLException {
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      statement.execute(dialect.createStaged());
      statement.execute(dialect.emptyStaged());
    }
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO %s (word_sha256, word, total) VALUES (?, ?, ?)"
                .formatted(dialect.staged()))) {
      int rows = 0;
      int chars = 0;
      while (counts.hasNext()) {
        Tuple2<String, Long> count = counts.next();
        insert.setBytes(1, StoredWord.key(count._1()));
        insert.setString(2, StoredWord.text(count._1()));
        insert.setLong(3, count._2());
        insert.addBatch();
        rows++;
        chars += count._1().length();
        if (rows >= ROWS_AT_ONCE || chars >= CHARS_AT_ONCE) {
          insert.executeBatch();
          rows = 0;
          chars = 0;
        }
      }
      if (rows > 0) {
        insert.executeBatch();
      }
    }
    connection.commit();
  }

  /** Adds them to the totals, in the connection's transaction. */
  static void addToTotals(Connection connection, Dialect dialect, String job) throws SQLException {
    // WHERE TRUE: or else SQLite takes what follows for the condition of a join.
    try (PreparedStatement upsert =
        connection.prepareStatement(
            "INSERT INTO word_totals (job, word_sha256, word, total) SELECT ?, word_sha256, word, total FROM %s WHERE TRUE ON CONFLICT (job, word_sha256) DO UPDATE SET total = word_totals.total + excluded.total"
                .formatted(dialect.staged()))) {
      upsert.setString(1, job);
      upsert.executeUpdate();
    }
  }
}
