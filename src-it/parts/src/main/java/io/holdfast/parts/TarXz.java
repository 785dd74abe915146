// SPDX-License-Identifier: Apache-2.0
package io.holdfast.parts;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/** Unpacks what others have packed as {@code .txz}. */
final class TarXz {
  private static final int EXECUTABLE_BY_ITS_OWNER = 0100;

  private TarXz() {}

  /**
   * Unpacks files, folders and symbolic links into {@code target}; programs may be run by anybody.
   * Closes the stream.
   */
  static void unpack(InputStream archive, Path target) throws IOException {
    try (TarArchiveInputStream tar =
        new TarArchiveInputStream(new XZCompressorInputStream(new BufferedInputStream(archive)))) {
      for (TarArchiveEntry entry = next(tar); entry != null; entry = next(tar)) {
        Path path = target.resolve(entry.getName()).normalize();
        if (!path.startsWith(target)) {
          throw new IOException(entry.getName() + " points out of the archive");
        }
        unpack(entry, tar, path);
      }
    }
  }

  private static TarArchiveEntry next(TarArchiveInputStream tar) throws IOException {
    return (TarArchiveEntry) tar.getNextEntry();
  }

  private static void unpack(TarArchiveEntry entry, InputStream content, Path path)
      throws IOException {
    if (entry.isDirectory()) {
      Files.createDirectories(path);
      return;
    }
    Files.createDirectories(path.getParent());
    if (entry.isSymbolicLink()) {
      Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
    } else {
      Files.copy(content, path);
      if ((entry.getMode() & EXECUTABLE_BY_ITS_OWNER) != 0
          && !path.toFile().setExecutable(true, false)) {
        throw new IOException(path + " cannot be made executable");
      }
    }
  }
}
