// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal.driver;

import io.holdfast.core.internal.CheckpointFiles;
import java.io.IOException;
import java.util.OptionalLong;
import org.apache.hadoop.conf.Configuration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at the newest checkpoint and warns of its age. Blocks as long as the file system does. */
final class CheckpointWatch {
  private static final Logger log = LoggerFactory.getLogger(CheckpointWatch.class);

  /** How often in the time that a checkpoint may age. */
  private static final int LOOKS = 6;

  private final String directory;
  private final Configuration conf;
  private final CheckpointAge age;

  CheckpointWatch(String directory, Configuration conf, CheckpointAge age) {
    this.directory = directory;
    this.conf = conf;
    this.age = age;
  }

  long periodMillis() {
    return age.limitMillis() / LOOKS;
  }

  /** Looks once. */
  void look() {
    OptionalLong newest = OptionalLong.empty();
    try {
      newest = CheckpointFiles.newestMillis(directory, conf);
    } catch (IOException e) {
      log.warn("The checkpoint directory {} cannot be listed", directory, e);
    }
    age.check(newest).ifPresent(log::warn);
  }
}
