// SPDX-License-Identifier: Apache-2.0
package io.holdfast.demo;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;

/** The file that the job replaces after each batch. Not thread-safe. */
final class TotalsFile {
  private final Path file;
  private List<Object> version = List.of();
  private Totals totals = Totals.NONE;

  TotalsFile(Path file) {
    this.file = file;
  }

  /** What it says now; read only if it was replaced since the last call. */
  Totals current() throws DemoException {
    try {
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      List<Object> now =
          List.of(
              String.valueOf(attributes.fileKey()),
              attributes.lastModifiedTime(),
              attributes.size());
      if (!now.equals(version)) {
        totals = Totals.read(file);
        version = now;
      }
      return totals;
    } catch (NoSuchFileException notYet) {
      return totals;
    } catch (IOException e) {
      throw new DemoException("the job's totals cannot be read: " + e.getMessage(), e);
    }
  }

  /** Writes a copy; what is not a regular file, as a device, is written to as it is. */
  void copyTo(Path target) throws DemoException {
    try {
      if (Files.exists(target) && !Files.isRegularFile(target)) {
        try (OutputStream out = Files.newOutputStream(target)) {
          copy(out);
        }
        return;
      }
      // The file that a link points to is replaced, not the link; a half-written file never bears
      // the name.
      Path place = Files.exists(target) ? target.toRealPath() : target.toAbsolutePath();
      Path aside = place.resolveSibling(place.getFileName() + ".part");
      try (OutputStream out = Files.newOutputStream(aside)) {
        copy(out);
      }
      Files.move(aside, place, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new DemoException(
          "cannot write the totals to %s: %s".formatted(target, e.getMessage()), e);
    }
  }

  /** Nothing, if the input had no words and the job therefore nothing to write. */
  private void copy(OutputStream out) throws IOException {
    if (Files.exists(file)) {
      Files.copy(file, out);
    }
  }
}
