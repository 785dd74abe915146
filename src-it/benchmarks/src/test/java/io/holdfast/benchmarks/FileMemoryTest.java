// SPDX-License-Identifier: Apache-2.0
package io.holdfast.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

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
  void asksTheSystemForWhatIsFree() {
    assertThat(FileMemory.freeBytes()).isBetween(MEBIBYTE, MEBIBYTE * MEBIBYTE);
  }

  /** What this process has read since it began. */
  private static long readBytes() {
    return FileMemory.number("/proc/self/io", "rchar:");
  }
}
