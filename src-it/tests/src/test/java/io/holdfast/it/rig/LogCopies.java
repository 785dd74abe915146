// SPDX-License-Identifier: Apache-2.0
package io.holdfast.it.rig;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.regex.Pattern;

/**
 * Copies logs, and what a job was told and has said of itself, to where they stay when the
 * directory of the parts is gone. The parts may live and write meanwhile; a file that cannot be
 * copied is left out, since whoever wants the copies has a failure to report already.
 */
final class LogCopies extends SimpleFileVisitor<Path> {
  /** The segments of a broker, which are data, end in .log too, and begin with a digit. */
  private static final Pattern LOG =
      Pattern.compile("log|stderr|receivers|plan(\\.\\d+\\.happened)?|[a-z]+(-\\d+)?\\.log");

  private final Path from;
  private final Path to;
  private final long sinceMillis;

  private LogCopies(Path from, Path to, long sinceMillis) {
    this.from = from;
    this.to = to;
    this.sinceMillis = sinceMillis;
  }

  /**
   * Copies those below a folder that were written to since a time, with the folders they are in.
   */
  static void copy(Path from, Path to, long sinceMillis) throws IOException {
    Files.walkFileTree(from, new LogCopies(from, to, sinceMillis));
  }

  @Override
  public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
    if (LOG.matcher(file.getFileName().toString()).matches()
        && attributes.lastModifiedTime().toMillis() >= sinceMillis) {
      try {
        Path copy = to.resolve(from.relativize(file));
        Files.createDirectories(copy.getParent());
        Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
      } catch (IOException e) {
        System.out.println("not copied: " + e);
      }
    }
    return FileVisitResult.CONTINUE;
  }

  @Override
  public FileVisitResult visitFileFailed(Path file, IOException e) {
    return FileVisitResult.CONTINUE;
  }

  @Override
  public FileVisitResult postVisitDirectory(Path folder, IOException e) {
    return FileVisitResult.CONTINUE;
  }
}
