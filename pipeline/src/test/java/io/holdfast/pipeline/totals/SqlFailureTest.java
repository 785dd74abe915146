// SPDX-License-Identifier: Apache-2.0
package io.holdfast.pipeline.totals;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

class SqlFailureTest {
  @ParameterizedTest
  @ValueSource(
      strings = {"08006", "08001", "40001", "40P01", "53300", "55P03", "57P01", "58030", "25P03"})
  void whatPassesIsTriedAgain(String state) {
    assertThat(SqlFailure.isTransient(new SQLException("", state))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"22003", "22021", "23505", "42P01", "42501", "28P01", "3D000", "54000"})
  void whatComesAgainIsNot(String state) {
    assertThat(SqlFailure.isTransient(new SQLException("", state))).isFalse();
  }

  @Test
  void aPoolThatGotNoConnectionSaysWhyInItsCause() {
    SQLException password = new SQLException("no", "28P01");
    SQLException refused = new SQLException("no", "08001");
    assertThat(SqlFailure.isTransient(new SQLTransientConnectionException("", "28P01", password)))
        .isFalse();
    assertThat(SqlFailure.isTransient(new SQLTransientConnectionException("", refused))).isTrue();
    assertThat(SqlFailure.isTransient(new SQLTransientConnectionException(""))).isTrue();
    assertThat(
            SqlFailure.isTransient(
                new SQLTransientConnectionException(
                    "", new SQLiteException("", SQLiteErrorCode.SQLITE_NOTADB))))
        .isFalse();
  }

  @Test
  void sqliteHasCodesOfItsOwn() {
    assertThat(SqlFailure.isTransient(sqlite(SQLiteErrorCode.SQLITE_BUSY))).isTrue();
    assertThat(SqlFailure.isTransient(sqlite(SQLiteErrorCode.SQLITE_BUSY_SNAPSHOT))).isTrue();
    assertThat(SqlFailure.isTransient(sqlite(SQLiteErrorCode.SQLITE_FULL))).isTrue();
    assertThat(SqlFailure.isTransient(sqlite(SQLiteErrorCode.SQLITE_CONSTRAINT_NOTNULL))).isFalse();
    assertThat(SqlFailure.isTransient(sqlite(SQLiteErrorCode.SQLITE_ERROR))).isFalse();
    assertThat(SqlFailure.isTransient(sqlite(SQLiteErrorCode.SQLITE_CORRUPT))).isFalse();
  }

  private static SQLException sqlite(SQLiteErrorCode code) {
    return new SQLiteException("", code);
  }
}
