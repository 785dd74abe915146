// SPDX-License-Identifier: Apache-2.0
package io.holdfast.pipeline.totals;

import io.holdfast.core.SupersededException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Who may add to a job's totals: the application that has taken the latest epoch. */
final class Fence {
  private final String job;
  private final long epoch;
  private final String application;

  private Fence(String job, long epoch, String application) {
    this.job = job;
    this.epoch = epoch;
    this.application = application;
  }

  /** Takes the next epoch for an application. */
  static Fence take(Connection connection, String job, String application) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "INSERT INTO fences (job, epoch, application) VALUES (?, 1, ?) ON CONFLICT (job) DO UPDATE SET epoch = fences.epoch + 1, application = excluded.application")) {
      statement.setString(1, job);
      statement.setString(2, application);
      statement.executeUpdate();
    }
    return read(connection, job);
  }

  /** The fence as it stands. */
  static Fence read(Connection connection, String job) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT epoch, application FROM fences WHERE job = ?")) {
      statement.setString(1, job);
      try (ResultSet rows = statement.executeQuery()) {
        if (!rows.next()) {
          throw new SQLException(
              "the job %s is not in the table fences any more: somebody has deleted what totals depend on"
                  .formatted(job),
              "42000");
        }
        return new Fence(job, rows.getLong(1), rows.getString(2));
      }
    }
  }

  /**
   * Makes sure that the epoch is the latest, and that it stays so until the transaction ends:
   * whoever would take the next one waits.
   *
   * @throws SupersededException if it is not
   */
  static void hold(Connection connection, String job, long epoch) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("UPDATE fences SET epoch = epoch WHERE job = ?")) {
      statement.setString(1, job);
      statement.executeUpdate();
    }
    read(connection, job).require(epoch);
  }

  long epoch() {
    return epoch;
  }

  /**
   * Throws if the epoch is not the latest.
   *
   * @throws SupersededException says who has taken the latest
   */
  void require(long current) {
    if (epoch != current) {
      throw new SupersededException(job, current, application, epoch);
    }
  }
}
