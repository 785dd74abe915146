// SPDX-License-Identifier: Apache-2.0
package io.holdfast.pipeline.totals;

import io.holdfast.core.PositionRange;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** A table of ranges that a job has processed; no two of them touch. */
enum RangeTable {
  /** The positions of partitions. */
  POSITIONS("processed_ranges", "partition_name", "from_position", "until_position"),

  /**
   * The batches of a lineage, which is what a new context begins and its checkpoints go on with.
   * They stand for records that have no position.
   */
  BATCHES("processed_batches", "lineage", "from_batch", "until_batch");

  private final String select;
  private final String selectOne;
  private final String insert;
  private final String delete;

  RangeTable(String table, String partition, String from, String until) {
    select = "SELECT %s, %s, %s FROM %s WHERE job = ?".formatted(partition, from, until, table);
    selectOne = "%s AND %s = ?".formatted(select, partition);
    insert =
        "INSERT INTO %s (job, %s, %s, %s) VALUES (?, ?, ?, ?)"
            .formatted(table, partition, from, until);
    delete =
        "DELETE FROM %s WHERE job = ? AND %s = ? AND %s = ? AND %s = ?"
            .formatted(table, partition, from, until);
  }

  /** All that a job has processed. */
  PositionSet read(Connection connection, String job) throws SQLException {
    return read(connection, select, List.of(job));
  }

  /** What a job has processed of one partition. */
  PositionSet read(Connection connection, String job, String partition) throws SQLException {
    return read(connection, selectOne, List.of(job, partition));
  }

  /** Writes what a set has become, row by row that differs. */
  void replace(Connection connection, String job, PositionSet before, PositionSet after)
      throws SQLException {
    List<PositionRange> gone = new ArrayList<>(before.ranges());
    gone.removeAll(after.ranges());
    List<PositionRange> come = new ArrayList<>(after.ranges());
    come.removeAll(before.ranges());
    write(connection, delete, job, gone);
    write(connection, insert, job, come);
  }

  private static PositionSet read(Connection connection, String sql, List<String> parameters)
      throws SQLException {
    PositionSet set = new PositionSet();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.size(); i++) {
        statement.setString(i + 1, parameters.get(i));
      }
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          set.add(PositionRange.of(rows.getString(1), rows.getLong(2), rows.getLong(3)));
        }
      }
    }
    return set;
  }

  private static void write(
      Connection connection, String sql, String job, List<PositionRange> ranges)
      throws SQLException {
    if (ranges.isEmpty()) {
      return;
    }
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (PositionRange range : ranges) {
        statement.setString(1, job);
        statement.setString(2, range.partition());
        statement.setLong(3, range.from());
        statement.setLong(4, range.until());
        statement.addBatch();
      }
      statement.executeBatch();
    }
  }
}
