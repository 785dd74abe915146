// SPDX-License-Identifier: Apache-2.0
package io.holdfast.benchmarks;

import io.holdfast.parts.TemporaryDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.LongSupplier;

/**
 * Has the system use what memory is free for a file, as on a machine that has been up for long: who
 * writes a file then gets pages that have been used before. A virtual machine may give free memory
 * back to its host, and then the first touch of a page costs far more than what is written to it.
 */
final class FileMemory implements AutoCloseable {
  private static final int PIECE_BYTES = 1 << 20;

  private final long leaveBytes;
  private final LongSupplier freeBytes;
  private final TemporaryDirectory directory = TemporaryDirectory.create("memory");

  /** Nothing but holes, so that it needs no disk. */
  private final FileChannel file;

  /**
   * Takes nothing yet.
   *
   * @param leaveBytes how much is to stay free
   * @param freeBytes {@link #freeBytes}
   */
  FileMemory(long leaveBytes, LongSupplier freeBytes) throws IOException {
    this.leaveBytes = leaveBytes;
    this.freeBytes = freeBytes;
    file =
        FileChannel.open(
            directory.path().resolve("holes"),
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE);
  }

  /** Takes what is free; says how many bytes that was. */
  long fill() throws IOException {
    long begin = file.size();
    long end = begin + Math.max(0, freeBytes.getAsLong() - leaveBytes);
    if (end > begin) {
      int unused = file.write(ByteBuffer.allocate(1), end - 1);
    }
    ByteBuffer piece = ByteBuffer.allocateDirect(PIECE_BYTES);
    for (long at = begin; at < end; at += PIECE_BYTES) {
      int unused = file.read(piece.clear(), at);
    }
    return end - begin;
  }

  /** The contender, for whom it is filled before each of his rounds. */
  <C> Contender<C> filledBefore(Contender<C> contender) {
    return Contender.of(
        contender.label(),
        task -> {
          long unused = fill();
          return contender.run(task);
        });
  }

  /** What nobody uses, not even for files. */
  static long freeBytes() {
    return number("/proc/meminfo", "MemFree:") << 10;
  }

  /** The number in the line that begins so. */
  static long number(String file, String name) {
    try {
      return Files.readAllLines(Path.of(file)).stream()
          .filter(line -> line.startsWith(name))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
          .findFirst()
          .orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    try (directory) {
      file.close();
    }
  }
}
