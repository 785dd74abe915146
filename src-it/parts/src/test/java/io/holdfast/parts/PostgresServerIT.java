// SPDX-License-Identifier: Apache-2.0
package io.holdfast.parts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
class PostgresServerIT {
  @TempDir Path directory;

  @Test
  void what_it_committed_is_there_after_a_kill_and_a_restart() throws Exception {
    try (PostgresServer server = PostgresServer.start(directory)) {
      String url = server.jdbcUrl();
      try (Connection connection = DriverManager.getConnection(url);
          Statement statement = connection.createStatement()) {
        statement.execute("CREATE TABLE words (word TEXT)");
        statement.execute("INSERT INTO words VALUES ('holdfast')");

        server.kill();
        assertThat(server.process().exitCode()).hasValue(128 + 9);
        assertThatThrownBy(() -> DriverManager.getConnection(url)).isInstanceOf(SQLException.class);
        server.restart(); // while the client of the killed one is still there
      }

      assertThat(server.jdbcUrl()).isEqualTo(url);
      assertThat(query(url, "SELECT word FROM words")).isEqualTo("holdfast");
      assertThatThrownBy(server::restart).isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void it_does_not_run_as_root_and_ends_with_a_client_connected() throws Exception {
    PostgresServer server = PostgresServer.start(directory);
    try (Connection connection = DriverManager.getConnection(server.jdbcUrl())) {
      assertThat(connection.isValid(5)).isTrue();
      assertThat(ProcessHandle.of(server.process().pid()).flatMap(it -> it.info().user()))
          .get()
          .isNotEqualTo("root");
    } finally {
      server.close();
    }
    assertThat(server.process().isAlive()).isFalse();
  }

  private static String query(String url, String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      assertThat(result.next()).isTrue();
      return result.getString(1);
    }
  }
}
