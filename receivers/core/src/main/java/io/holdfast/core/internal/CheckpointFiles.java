// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/**
 * The checkpoints in Spark's checkpoint directory, by their names. Spark writes to another name and
 * renames, so a file of this name is complete. Every method blocks as long as the file system does.
 */
public final class CheckpointFiles {
  private static final Pattern NAME = Pattern.compile("checkpoint-([0-9]+)(?:\\.bk)?");

  private CheckpointFiles() {}

  /** The checkpoints that are there, each with what tells it from another of its name. */
  public static Set<String> in(String directory, Configuration configuration) throws IOException {
    Set<String> files = new HashSet<>();
    for (FileStatus status : list(directory, configuration)) {
      String name = status.getPath().getName();
      if (NAME.matcher(name).matches()) {
        files.add(name + " of " + status.getModificationTime());
      }
    }
    return files;
  }

  /** The batch time of the newest checkpoint; empty if there is none. */
  public static OptionalLong newestMillis(String directory, Configuration configuration)
      throws IOException {
    return Arrays.stream(list(directory, configuration))
        .map(status -> NAME.matcher(status.getPath().getName()))
        .filter(Matcher::matches)
        .mapToLong(name -> Long.parseLong(name.group(1)))
        .max();
  }

  private static FileStatus[] list(String directory, Configuration configuration)
      throws IOException {
    Path path = new Path(directory);
    try {
      return path.getFileSystem(configuration).listStatus(path);
    } catch (FileNotFoundException e) {
      return new FileStatus[0]; // Spark makes the directory with its first file
    }
  }
}
