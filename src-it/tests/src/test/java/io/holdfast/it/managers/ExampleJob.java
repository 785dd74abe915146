// SPDX-License-Identifier: Apache-2.0
package io.holdfast.it.managers;

import io.holdfast.it.job.JobSource;
import io.holdfast.it.job.SourceKind;

/** The jobs of the examples, each with the source that it counts the words of. */
enum ExampleJob {
  KAFKA("KafkaWordCount", SourceKind.KAFKA, "%1$s %2$s --group %2$s"),
  DIRECT_KAFKA("DirectKafkaWordCount", SourceKind.KAFKA, "%1$s %2$s --group %2$s"),
  FLUME_PUSH(
      "FlumePushWordCount", SourceKind.FLUME_PUSH, "127.0.0.1 %s --position-headers origin,number"),
  FLUME_PULL(
      "FlumePullWordCount", SourceKind.FLUME_PULL, "127.0.0.1:%s --position-headers origin,number"),
  LINES("LineWordCount", SourceKind.LINES, "127.0.0.1 %s"),
  RELP(
      "RelpWordCount",
      SourceKind.RELP,
      "%s --bind 127.0.0.1"
          + " --numbering '^\\S+ (?<host>\\S+) words: (?<epoch>\\S+) (?<number>\\d+) '"),
  FILE_TAIL("FileTailWordCount", SourceKind.FILE_TAIL, "%s");

  private final String name;
  private final SourceKind source;
  private final String arguments;

  ExampleJob(String name, SourceKind source, String arguments) {
    this.name = name;
    this.source = source;
    this.arguments = arguments;
  }

  /** Its class, without the package. */
  String className() {
    return name;
  }

  SourceKind source() {
    return source;
  }

  /** Its arguments and its own options, for a source that there is. */
  String arguments(JobSource where) {
    return arguments.formatted(where.where().toArray());
  }

  /** Whether {@code examples/bin/stop} reaches it; otherwise a SIGTERM does. */
  boolean hasReceivers() {
    return this != DIRECT_KAFKA;
  }
}
