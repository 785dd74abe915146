// SPDX-License-Identifier: Apache-2.0
package io.holdfast.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpeedTableTest {
  private static final SpeedTable TABLE =
      new SpeedTable(
          List.of(
              result("theirs", 1_000_000, Map.of()),
              result("ours", 2_000_000, Map.of(Figure.STORE, 0.5))),
          "theirs");

  @TempDir Path directory;

  private static Result result(String contender, long records, Map<Figure, Double> figures) {
    return new Result("task", contender, 1, new Round(records, 1, 2, 0, figures, Profile.NONE));
  }

  @Test
  void showsSpeedsFiguresAndRatios() {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    TABLE.print(new PrintStream(text, true, StandardCharsets.UTF_8));
    assertThat(text.toString(StandardCharsets.UTF_8))
        .isEqualToNormalizingNewlines(
            """
            |  | contender | rounds (disturbed) | records/s | CPU s per million | store, ms | of theirs |
            |---|---|---|---|---|---|---|
            | task | theirs | 1 (0) | 1,000,000 | 2.00 |  | 1.00 |
            | task | ours | 1 (0) | 2,000,000 | 1.00 | 0.50 | 2.00 |
            """);
  }

  @Test
  void draws() throws Exception {
    Path file = directory.resolve("picture.svg");
    BarChart.write(TABLE, file);
    assertThat(Files.readString(file))
        .contains(">theirs</text>", ">ours</text>", ">1.00</text>", ">2.00</text>", "</svg>");
  }
}
