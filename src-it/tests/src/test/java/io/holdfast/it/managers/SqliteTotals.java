// SPDX-License-Identifier: Apache-2.0
package io.holdfast.it.managers;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.TreeMap;

/** What a job's totals are in a file of SQLite, while the job writes them. */
final class SqliteTotals {
  private SqliteTotals() {}

  /** All that there are; none while the file cannot be read, as before the job has made it. */
  static Map<String, Long> in(Path database) {
    Map<String, Long> totals = new TreeMap<>();
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT word, total FROM word_totals")) {
      while (rows.next()) {
        totals.put(rows.getString(1), rows.getLong(2));
      }
    } catch (SQLException e) {
      totals.clear();
    }
    return totals;
  }
}
