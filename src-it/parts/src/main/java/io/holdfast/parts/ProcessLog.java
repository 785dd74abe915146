// SPDX-License-Identifier: Apache-2.0
package io.holdfast.parts;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The log file of a process that may still be writing to it. */
final class ProcessLog {
  private static final int TAIL_BYTES = 64 * 1024;

  private final Path file;

  ProcessLog(Path file) {
    this.file = file;
  }

  Path file() {
    return file;
  }

  String text() {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the log " + file, e);
    }
  }

  /**
   * The last lines, without reading what is before them: a log may be large by the time somebody
   * asks.
   */
  String tail(int lines) {
    try (RandomAccessFile log = new RandomAccessFile(file.toFile(), "r")) {
      long length = log.length();
      byte[] end = new byte[(int) Math.min(length, TAIL_BYTES)];
      log.seek(length - end.length);
      log.readFully(end);
      List<String> all = new String(end, StandardCharsets.UTF_8).lines().toList();
      return String.join("\n", all.subList(Math.max(0, all.size() - lines), all.size()));
    } catch (IOException e) {
      return "(the log " + file + " cannot be read: " + e.getMessage() + ")";
    }
  }

  /**
   * A search for one line, from the beginning of the log, which may be continued as the log grows.
   */
  Search search(Pattern wanted) {
    return new Search(wanted);
  }

  /** Not thread-safe. Looks at each byte of the log once, and only at lines that are complete. */
  final class Search {
    private final Pattern wanted;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private long position;

    private Search(Pattern wanted) {
      this.wanted = wanted;
    }

    /** The first line found in what has been added since the last call. */
    Optional<String> next() {
      try (InputStream in = Files.newInputStream(file)) {
        in.skipNBytes(position);
        byte[] bytes = new byte[8192];
        for (int read = in.read(bytes); read > 0; read = in.read(bytes)) {
          for (int i = 0; i < read; i++) {
            position++;
            if (bytes[i] != '\n') {
              line.write(bytes[i]);
              continue;
            }
            String complete = line.toString(StandardCharsets.UTF_8);
            line.reset();
            if (wanted.matcher(complete).find()) {
              return Optional.of(complete);
            }
          }
        }
        return Optional.empty();
      } catch (IOException e) {
        throw new UncheckedIOException("cannot read the log " + file, e);
      }
    }
  }
}
