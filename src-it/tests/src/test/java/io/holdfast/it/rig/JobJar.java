// SPDX-License-Identifier: Apache-2.0
package io.holdfast.it.rig;

import io.holdfast.core.crash.FilePlan;
import io.holdfast.examples.FileTailReceiver;
import io.holdfast.it.job.LedgerJob;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/** The jar of the job, and those that it brings. */
final class JobJar {
  private JobJar() {}

  /** Writes the classes of the job into a jar. */
  static Path write(Path jar) throws IOException {
    Path classes = whereItIs(LedgerJob.class);
    Path job = classes.resolve(LedgerJob.class.getPackageName().replace('.', '/'));
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream entries = new JarOutputStream(out);
        Stream<Path> files = Files.list(job)) {
      for (Path file : files.toList()) {
        entries.putNextEntry(new JarEntry(classes.relativize(file).toString()));
        Files.copy(file, entries);
      }
    }
    return jar;
  }

  /** What a user's job brings as well, and the crash points of the engine. */
  static String others() {
    return whereItIs(FileTailReceiver.class) + "," + whereItIs(FilePlan.class);
  }

  private static Path whereItIs(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
