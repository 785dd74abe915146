// SPDX-License-Identifier: Apache-2.0
package io.holdfast.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class FileMemoryTest {
  private static final long MEBIBYTE = 1 << 20;

  private long free = 100 * MEBIBYTE;

  @Test
  void readsAsMuchAsIsFreeButForWhatIsToStayFree() throws Exception {
    try (FileMemory memory = new FileMemory(40 * MEBIBYTE, () -> free)) {
      long before = readBytes();
      assertThat(memory.fill()).isEqualTo(60 * MEBIBYTE);
      assertThat(readBytes() - before).isBetween(60 * MEBIBYTE, 61 * MEBIBYTE);

      free = 40 * MEBIBYTE;
      assertThat(memory.fill()).isZero();

      free = 47 * MEBIBYTE; // somebody has deleted a file
      before = readBytes();
      assertThat(memory.fill()).isEqualTo(7 * MEBIBYTE);
      assertThat(readBytes() - before).isBetween(7 * MEBIBYTE, 8 * MEBIBYTE);
    }
  }

  @Test
  void asksTheSystemForWhatIsFree() throws Exception {
    assertThat(FileMemory.freeBytes()).isBetween(MEBIBYTE, MEBIBYTE * MEBIBYTE);
  }

  /** What this process has read since it began. */
  private static long readBytes() throws Exception {
    return Files.readAllLines(Path.of("/proc/self/io")).stream()
        .filter(line -> line.startsWith("rchar:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElseThrow();
  }
}
