// SPDX-License-Identifier: Apache-2.0
package io.holdfast.it.managers;

import io.holdfast.it.job.JobSource;
import io.holdfast.it.job.SourceKind;
import java.util.List;

/** The jobs of the examples, each with the source that it counts the words of. */
enum ExampleJob {
  KAFKA("KafkaWordCount", SourceKind.KAFKA, " ", "%1$s --group %2$s"),
  DIRECT_KAFKA("DirectKafkaWordCount", SourceKind.KAFKA, " ", "%1$s --group %2$s"),
  FLUME_PUSH(
      "FlumePushWordCount",
      SourceKind.FLUME_PUSH,
      "-",
      "127.0.0.1 %s --position-headers origin,number"),
  FLUME_PULL(
      "FlumePullWordCount",
      SourceKind.FLUME_PULL,
      " 127.0.0.1:",
      "127.0.0.1:%s --position-headers origin,number"),
  LINES("LineWordCount", SourceKind.LINES, "", "127.0.0.1 %s"),
  RELP(
      "RelpWordCount",
      SourceKind.RELP,
      "-",
      "%s --bind 127.0.0.1"
          + " --numbering '^\\S+ (?<host>\\S+) words: (?<epoch>\\S+) (?<number>\\d+) '"),
  FILE_TAIL("FileTailWordCount", SourceKind.FILE_TAIL, "", "%s");

  private final String name;
  private final SourceKind source;
  private final String between;
  private final String arguments;

  /**
   * A job.
   *
   * @param between what stands between the words that say where the source is
   * @param arguments a format of all these, and of the last of them alone
   */
  ExampleJob(String name, SourceKind source, String between, String arguments) {
    this.name = name;
    this.source = source;
    this.between = between;
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
  String arguments(JobSource source) {
    List<String> where = source.where();
    return arguments.formatted(String.join(between, where), where.get(where.size() - 1));
  }

  /** Whether several receivers can share its source. */
  boolean takesReceivers() {
    return switch (this) {
      case KAFKA, FLUME_PUSH, FLUME_PULL, RELP -> true;
      case DIRECT_KAFKA, LINES, FILE_TAIL -> false;
    };
  }

  /** Whether {@code examples/bin/stop} reaches it; otherwise a SIGTERM does. */
  boolean hasReceivers() {
    return this != DIRECT_KAFKA;
  }
}
