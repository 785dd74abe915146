// SPDX-License-Identifier: Apache-2.0
package io.holdfast.examples;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.TreeMap;

/** Reads what a job of its own database keeps for {@code --totals-jdbc}. */
final class DatabaseTotals {
  private DatabaseTotals() {}

  /** The count of each word; none before the job has created its tables. */
  static Map<String, Long> in(String url) {
    Map<String, Long> totals = new TreeMap<>();
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT word, total FROM word_totals")) {
      while (rows.next()) {
        totals.put(rows.getString(1), rows.getLong(2));
      }
    } catch (SQLException e) {
      return Map.of();
    }
    return totals;
  }
}
