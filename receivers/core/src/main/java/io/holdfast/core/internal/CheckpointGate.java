// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/**
 * Holds a source back until a checkpoint of this life of the driver exists.
 *
 * <p>Spark starts receivers before it writes its first checkpoint. What is acknowledged before that
 * is lost if the driver dies: without a checkpoint the job is made anew, and nobody reads its
 * write-ahead log. A client of a source that is not open yet sees a refused connection and tries
 * again.
 *
 * <p>Used by one thread.
 */
public final class CheckpointGate {
  /** Spark writes to another name and renames, so a file of this name is complete. */
  private static final Pattern CHECKPOINT = Pattern.compile("checkpoint-[0-9]+(\\.bk)?");

  private final Launch launch;
  private final Configuration configuration;
  private boolean open;

  /** The gate of a receiver that was launched so. */
  public CheckpointGate(Launch launch, Configuration configuration) {
    this.launch = launch;
    this.configuration = configuration;
    open = launch.checkpointDirectory().isEmpty() || launch.isRecovered();
  }

  /** Whether the source may be opened. Asks the file system until it was so once. */
  public boolean isOpen() throws IOException {
    if (!open) {
      Set<String> files = files(launch.checkpointDirectory().orElseThrow(), configuration);
      files.removeAll(launch.staleCheckpoints());
      open = !files.isEmpty();
    }
    return open;
  }

  /** The checkpoint files in a directory, each with what tells it from another of its name. */
  public static Set<String> files(String directory, Configuration configuration)
      throws IOException {
    Path path = new Path(directory);
    Set<String> files = new HashSet<>();
    try {
      for (FileStatus status : path.getFileSystem(configuration).listStatus(path)) {
        String name = status.getPath().getName();
        if (CHECKPOINT.matcher(name).matches()) {
          files.add(name + " of " + status.getModificationTime());
        }
      }
    } catch (FileNotFoundException e) {
      return files; // Spark makes the directory with its first file
    }
    return files;
  }
}
