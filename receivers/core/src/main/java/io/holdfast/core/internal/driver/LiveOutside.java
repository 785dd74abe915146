// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal.driver;

import io.holdfast.core.internal.Clock;
import io.holdfast.core.internal.spark.StreamingInternals;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.security.UserGroupInformation;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.streaming.StreamingContext;

/** The real outside of a job. */
@SuppressWarnings("deprecation") // Spark deprecates its whole streaming API, and keeps it
final class LiveOutside implements Outside {
  private final SparkContext context;

  LiveOutside(StreamingContext context) {
    this.context = context.sparkContext();
  }

  @Override
  public int registeredSlots(int wanted) {
    return RegistrationWait.untilRegistered(
        wanted,
        RegistrationWait.patience(context.getConf()),
        () -> StreamingInternals.registeredSlots(context),
        Clock.SYSTEM);
  }

  @Override
  public EarlierRun earlierRun(String checkpointDirectory) {
    try {
      return EarlierRun.in(checkpointDirectory, context.getConf(), context.hadoopConfiguration());
    } catch (IOException e) {
      throw new UncheckedIOException(
          "The checkpoint directory %s cannot be listed".formatted(checkpointDirectory), e);
    }
  }

  @Override
  public boolean directStreamWithNewKafkaClient() {
    return KafkaClash.isOn(Thread.currentThread().getContextClassLoader());
  }

  @Override
  public boolean secured() {
    return UserGroupInformation.isSecurityEnabled();
  }

  @Override
  public Optional<String> whyNotWritable(String directory) {
    Path file = new Path(directory, "preflight-" + UUID.randomUUID());
    try {
      FileSystem fileSystem = file.getFileSystem(context.hadoopConfiguration());
      fileSystem.create(file, false).close();
      boolean unused = fileSystem.delete(file, false);
      return Optional.empty();
    } catch (IOException | RuntimeException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  /** A submission hands its settings to the driver as system properties, which this reads. */
  @Override
  public Map<String, String> settingsOfThisStart() {
    return Arrays.stream(new SparkConf().getAll())
        .collect(Collectors.toMap(setting -> setting._1, setting -> setting._2));
  }
}
