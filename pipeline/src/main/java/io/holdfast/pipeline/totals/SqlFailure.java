// SPDX-License-Identifier: Apache-2.0
package io.holdfast.pipeline.totals;

import java.sql.SQLException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientException;
import java.util.Set;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** Tells errors that pass, such as a database that is down, from those that do not. */
final class SqlFailure {
  /**
   * Classes of SQLState: connections; rollbacks, as after a deadlock; insufficient resources; locks
   * that are not to be had; interventions of an operator, as a shutdown; errors of the system.
   * Others come again with the next try: 22 (data), 23 (constraints), 42 (syntax, access) and the
   * like.
   */
  private static final Set<String> TRANSIENT_CLASSES = Set.of("08", "40", "53", "55", "57", "58");

  /** A driver that was stopped in the middle of a transaction for too long. */
  private static final String IDLE_IN_TRANSACTION = "25P03";

  private static final Set<SQLiteErrorCode> TRANSIENT_CODES =
      Set.of(
          SQLiteErrorCode.SQLITE_BUSY,
          SQLiteErrorCode.SQLITE_LOCKED,
          SQLiteErrorCode.SQLITE_IOERR,
          SQLiteErrorCode.SQLITE_FULL,
          SQLiteErrorCode.SQLITE_CANTOPEN,
          SQLiteErrorCode.SQLITE_PROTOCOL);

  private SqlFailure() {}

  /** Whether trying again may help. What a pool of connections says is in its cause. */
  static boolean isTransient(SQLException failure) {
    if (failure instanceof SQLiteException sqlite) {
      return isTransient(sqlite.getResultCode());
    }
    String state = failure.getSQLState();
    if (state != null && state.length() >= 2) {
      return TRANSIENT_CLASSES.contains(state.substring(0, 2)) || state.equals(IDLE_IN_TRANSACTION);
    }
    if (failure.getCause() instanceof SQLException cause) {
      return isTransient(cause);
    }
    return failure instanceof SQLTransientException || failure instanceof SQLRecoverableException;
  }

  private static boolean isTransient(SQLiteErrorCode code) {
    int primary = code.code & 0xFF; // the rest says more of the same error
    return TRANSIENT_CODES.stream().anyMatch(it -> it.code == primary);
  }

  /** The deepest reason, with the state that names it. */
  static String reason(SQLException failure) {
    SQLException deepest = failure;
    while (deepest.getCause() instanceof SQLException cause) {
      deepest = cause;
    }
    String state = deepest.getSQLState();
    return state == null
        ? deepest.getMessage()
        : deepest.getMessage() + " (SQLState " + state + ")";
  }
}
