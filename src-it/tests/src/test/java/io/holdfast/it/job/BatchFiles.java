// SPDX-License-Identifier: Apache-2.0
package io.holdfast.it.job;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.VoidFunction2;
import org.apache.spark.streaming.Time;

/**
 * Writes each run of a batch into a file of its own in {@value #FOLDER}, which is there whole or
 * not at all: {@code <batch time>-<name of the run>}, with the lines of the batch in its order. A
 * batch that runs twice has two files, as it would have two effects on whoever counts without
 * positions.
 *
 * <p>A batch waits while the file {@value #HOLD} is in the job's folder, and each task that has a
 * record fails while {@value #FAIL} is.
 */
public final class BatchFiles implements VoidFunction2<JavaRDD<String>, Time> {
  /** The folder of the batches in that of the job. */
  public static final String FOLDER = "batches";

  /** No batch is written, and those after it wait. */
  public static final String HOLD = "hold-batches";

  /** No batch succeeds that has records. */
  public static final String FAIL = "fail-batches";

  private static final long serialVersionUID = 1L;
  private static final long LOOK_MILLIS = 100;

  private final String job;

  /** Writes below the folder of the job. */
  BatchFiles(String job) {
    this.job = job;
  }

  @Override
  public void call(JavaRDD<String> lines, Time time) throws IOException, InterruptedException {
    while (Files.exists(Path.of(job, HOLD))) {
      TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
    }
    List<String> records = records(lines, Path.of(job, FAIL).toString());
    if (records.isEmpty()) {
      return;
    }
    Path batches = Files.createDirectories(Path.of(job, FOLDER));
    Path aside = Files.createTempFile(batches, "unfinished", ".tmp");
    Files.write(aside, records);
    Path whole = batches.resolve("%d-%s".formatted(time.milliseconds(), UUID.randomUUID()));
    Files.move(aside, whole, StandardCopyOption.ATOMIC_MOVE);
  }

  private static List<String> records(JavaRDD<String> lines, String fail) {
    return lines
        .map(
            line -> {
              if (Files.exists(Path.of(fail))) {
                throw new IOException("a test wants no batch to succeed");
              }
              return line;
            })
        .collect();
  }
}
