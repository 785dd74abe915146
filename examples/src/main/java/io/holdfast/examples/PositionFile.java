// SPDX-License-Identifier: Apache-2.0
package io.holdfast.examples;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Keeps a position in a file of one line, which is always whole: it is written aside, forced to the
 * disk and renamed. A crash in between leaves the position before, and a file of some bytes whose
 * name ends in {@code .tmp}.
 */
final class PositionFile {
  private static final Pattern LINE = Pattern.compile("(\\d+) of (.+)#(\\d+)\n");

  private final Path path;

  private PositionFile(Path path) {
    this.path = path;
  }

  /** The position file of a tailed file. */
  static PositionFile beside(Path tailed) {
    return new PositionFile(tailed.resolveSibling(tailed.getFileName() + ".position"));
  }

  /**
   * What was written last; empty if nothing ever was.
   *
   * @throws IOException if the file is none of ours: to begin anew would be a silent decision
   */
  Optional<TailPosition> read() throws IOException {
    String text;
    try {
      text = Files.readString(path);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
    Matcher line = LINE.matcher(text);
    if (!line.matches()) {
      throw new IOException(path + " holds no position: '" + text + "'");
    }
    return Optional.of(
        new TailPosition(
            line.group(2), Long.parseLong(line.group(3)), Long.parseLong(line.group(1))));
  }

  /** Returns when the position is on the disk. */
  void write(TailPosition position) throws IOException {
    // A name of its own: for a second after a task was cancelled, two sessions may be writing.
    Path aside = Files.createTempFile(path.toAbsolutePath().getParent(), "position", ".tmp");
    try {
      try (FileChannel channel = FileChannel.open(aside, StandardOpenOption.WRITE)) {
        ByteBuffer bytes = StandardCharsets.UTF_8.encode(position + "\n");
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(true); // before the rename, or a power cut could leave an empty file
      }
      Files.move(aside, path, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(aside);
    }
  }
}
