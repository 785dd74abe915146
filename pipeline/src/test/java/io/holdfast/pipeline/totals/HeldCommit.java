// SPDX-License-Identifier: Apache-2.0
package io.holdfast.pipeline.totals;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.awaitility.Awaitility;

/**
 * Holds each commit of positions in PostgreSQL in its very last step, until it is closed or the
 * server is gone: a trigger that is deferred to the commit waits for a lock.
 */
final class HeldCommit implements AutoCloseable {
  private static final String LOCK = "4711";

  private final Connection holder;

  private HeldCommit(Connection holder) {
    this.holder = holder;
  }

  /** Holds commits from now on; the tables have to be there. */
  static HeldCommit at(String url) throws SQLException {
    Tables.execute(
        url,
        "CREATE FUNCTION wait_at_commit() RETURNS trigger LANGUAGE plpgsql AS"
            + " 'BEGIN PERFORM pg_advisory_xact_lock("
            + LOCK
            + "); RETURN NULL; END'");
    Tables.execute(
        url,
        "CREATE CONSTRAINT TRIGGER at_commit AFTER INSERT ON processed_ranges"
            + " DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION wait_at_commit()");
    HeldCommit held = new HeldCommit(DriverManager.getConnection(url));
    held.count("SELECT count(pg_advisory_lock(" + LOCK + "))");
    return held;
  }

  /** Waits until a commit is held. */
  void await() {
    Awaitility.await("a commit is held")
        .until(
            () ->
                count("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
                    > 0);
  }

  private long count(String sql) throws SQLException {
    try (Statement statement = holder.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getLong(1);
    }
  }

  /** Lets commits go on. */
  @Override
  public void close() throws SQLException {
    holder.close();
  }
}
