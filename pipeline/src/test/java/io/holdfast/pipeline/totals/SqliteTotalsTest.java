// SPDX-License-Identifier: Apache-2.0
package io.holdfast.pipeline.totals;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class SqliteTotalsTest extends TotalsContract {
  @TempDir Path directory;

  @Override
  String emptyDatabase() {
    return "jdbc:sqlite:" + directory.resolve("totals.db");
  }

  @Test
  void whatIsNoDatabaseIsSaidInASentence() throws Exception {
    Path file = Files.writeString(directory.resolve("text"), "no database".repeat(1_000));
    assertThatThrownBy(() -> JdbcTotals.of("job", file.toString()).check())
        .isInstanceOf(TotalsException.class)
        .hasMessageContainingAll("the totals cannot be kept at", file.toString(), "not a database");
    assertThatThrownBy(() -> JdbcTotals.of("job", "jdbc:oracle:thin:@db"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("jdbc:postgresql:");
    assertThatThrownBy(() -> JdbcTotals.of(" ", "file"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
