// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal.driver;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Arrays;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/** The checkpoints in Spark's checkpoint directory, by their names. */
final class CheckpointFiles {
  private static final Pattern NAME = Pattern.compile("checkpoint-([0-9]+)(?:\\.bk)?");

  private CheckpointFiles() {}

  /**
   * The batch time of the newest checkpoint; empty if there is none. Blocks as long as the file
   * system does.
   */
  static OptionalLong newestMillis(String directory, Configuration conf) throws IOException {
    Path path = new Path(directory);
    try {
      return Arrays.stream(path.getFileSystem(conf).listStatus(path))
          .map(FileStatus::getPath)
          .map(file -> NAME.matcher(file.getName()))
          .filter(Matcher::matches)
          .mapToLong(name -> Long.parseLong(name.group(1)))
          .max();
    } catch (FileNotFoundException e) {
      return OptionalLong.empty();
    }
  }
}
