// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal.driver;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Renames what an earlier run left in a checkpoint directory aside, for a job that is to start
 * without it. Nothing is deleted.
 */
final class StartAnew {
  private static final Logger log = LoggerFactory.getLogger(StartAnew.class);
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);
  private static final Pattern CHECKPOINT = Pattern.compile("checkpoint-\\d+.*");

  private final FileSystem files;
  private final Path directory;
  private final String stamp;

  private StartAnew(FileSystem files, Path directory, Instant now) {
    this.files = files;
    this.directory = directory;
    this.stamp = STAMP.format(now);
  }

  static void in(String checkpointDirectory, Configuration hadoop, Instant now) {
    try {
      Path directory = new Path(checkpointDirectory);
      new StartAnew(directory.getFileSystem(hadoop), directory, now).renameAside();
    } catch (IOException e) {
      throw new UncheckedIOException(
          "What an earlier run left in %s cannot be renamed aside".formatted(checkpointDirectory),
          e);
    }
  }

  /** Checkpoints first: one that outlived its logs would be recovered as if nothing were lost. */
  private void renameAside() throws IOException {
    Path checkpoints = new Path(directory, "checkpoints-" + stamp);
    for (FileStatus file : files.listStatus(directory)) {
      if (file.isFile() && CHECKPOINT.matcher(file.getPath().getName()).matches()) {
        files.mkdirs(checkpoints);
        rename(file.getPath(), new Path(checkpoints, file.getPath().getName()));
      }
    }
    renameIfThere(EarlierRun.DRIVER_LOG);
    renameIfThere(EarlierRun.RECEIVER_LOGS);
  }

  private void renameIfThere(String name) throws IOException {
    Path path = new Path(directory, name);
    if (files.exists(path)) {
      rename(path, new Path(directory, name + "-" + stamp));
    }
  }

  private void rename(Path from, Path to) throws IOException {
    if (!files.rename(from, to)) {
      throw new IOException("%s was not renamed to %s".formatted(from, to));
    }
    log.warn("Started anew: {} is now {}", from, to);
  }
}
