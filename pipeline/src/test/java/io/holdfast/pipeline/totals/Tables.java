// SPDX-License-Identifier: Apache-2.0
package io.holdfast.pipeline.totals;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Looks at the tables as a stranger would. */
final class Tables {
  private Tables() {}

  static Map<String, Long> totals(String url, String job) throws SQLException {
    Map<String, Long> totals = new TreeMap<>();
    try (Connection connection = DriverManager.getConnection(url);
        PreparedStatement statement =
            connection.prepareStatement("SELECT word, total FROM word_totals WHERE job = ?")) {
      statement.setString(1, job);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          if (totals.put(rows.getString(1), rows.getLong(2)) != null) {
            throw new AssertionError("two rows for " + rows.getString(1));
          }
        }
      }
    }
    return totals;
  }

  static List<String> ranges(String url, String job) throws SQLException {
    List<String> ranges = new ArrayList<>();
    try (Connection connection = DriverManager.getConnection(url);
        PreparedStatement statement =
            connection.prepareStatement(
                "SELECT partition_name, from_position, until_position FROM processed_ranges WHERE job = ? ORDER BY 1, 2")) {
      statement.setString(1, job);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          ranges.add("%s[%d,%d)".formatted(rows.getString(1), rows.getLong(2), rows.getLong(3)));
        }
      }
    }
    return ranges;
  }

  static void execute(String url, String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
