// SPDX-License-Identifier: Apache-2.0
package io.holdfast.parts;

import java.nio.file.Files;
import java.nio.file.Path;

/** Finds the source tree that this JVM runs from. */
public final class SourceTree {
  /**
   * The system property that names the root when the working directory is not inside the source
   * tree.
   */
  public static final String ROOT_PROPERTY = "holdfast.root";

  private static final String LANDMARK = "src-it/parts/distributions";

  private SourceTree() {}

  /**
   * The root folder of the source tree.
   *
   * @throws PartException if neither the property nor the working directory leads to one
   */
  public static Path root() {
    String named = System.getProperty(ROOT_PROPERTY);
    return named != null
        ? above(Path.of(named), "-D" + ROOT_PROPERTY)
        : above(Path.of(""), "the working directory");
  }

  private static Path above(Path start, String origin) {
    for (Path folder = start.toAbsolutePath().normalize();
        folder != null;
        folder = folder.getParent()) {
      if (Files.isDirectory(folder.resolve(LANDMARK))) {
        return folder;
      }
    }
    throw new PartException(
        "%s, %s, is not inside the source tree of Holdfast; set -D%s=FOLDER"
            .formatted(origin, start.toAbsolutePath(), ROOT_PROPERTY));
  }
}
