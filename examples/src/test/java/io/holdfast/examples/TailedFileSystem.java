// SPDX-License-Identifier: Apache-2.0
package io.holdfast.examples;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.holdfast.testkit.ExternalSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A file that is appended to; what its position covers is acknowledged. */
final class TailedFileSystem implements ExternalSystem<String> {
  private static final byte[] NO_UTF8 = {'a', (byte) 0xc3, '(', '\n'};

  private final Path file;

  TailedFileSystem(Path file) {
    this.file = file;
  }

  Path file() {
    return file;
  }

  @Override
  public Optional<String> produce(int partition, String text) throws IOException {
    if (text.indexOf('\n') >= 0) {
      return Optional.empty();
    }
    append((text + "\n").getBytes(UTF_8));
    return Optional.of(text);
  }

  @Override
  public String produceMalformed(int partition) throws IOException {
    String position = "the line at byte %d of".formatted(Files.size(file));
    append(NO_UTF8);
    return position;
  }

  private synchronized void append(byte[] bytes) throws IOException {
    Files.write(file, bytes, StandardOpenOption.APPEND);
  }

  @Override
  public List<String> unacknowledged(int partition) throws IOException {
    int committed =
        PositionFile.beside(file).read().map(TailPosition::offset).orElse(0L).intValue();
    byte[] bytes = Files.readAllBytes(file);
    List<String> lines = new ArrayList<>();
    int start = committed;
    for (int end = committed; end < bytes.length; end++) {
      if (bytes[end] == '\n') {
        String line = new String(bytes, start, end - start, UTF_8);
        if (!line.contains("\ufffd")) {
          lines.add(line);
        }
        start = end + 1;
      }
    }
    return lines;
  }

  @Override
  public void close() {}
}
