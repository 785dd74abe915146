// SPDX-License-Identifier: Apache-2.0
package io.holdfast.it.job;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.UUID;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.VoidFunction2;
import org.apache.spark.streaming.Time;

/**
 * Writes each run of a batch into a file of its own, which is there whole or not at all: {@code
 * <batch time>-<name of the run>}, with the lines of the batch in its order. A batch that runs
 * twice has two files, as it would have two effects on whoever counts without positions.
 */
final class BatchFiles implements VoidFunction2<JavaRDD<String>, Time> {
  private static final long serialVersionUID = 1L;

  private final String folder;

  BatchFiles(String folder) {
    this.folder = folder;
  }

  @Override
  public void call(JavaRDD<String> lines, Time time) throws IOException {
    List<String> records = lines.collect();
    if (records.isEmpty()) {
      return;
    }
    Path batches = Files.createDirectories(Path.of(folder));
    Path aside = Files.createTempFile(batches, "unfinished", ".tmp");
    Files.write(aside, records);
    Path whole = batches.resolve("%d-%s".formatted(time.milliseconds(), UUID.randomUUID()));
    Files.move(aside, whole, StandardCopyOption.ATOMIC_MOVE);
  }
}
