// SPDX-License-Identifier: Apache-2.0
package io.holdfast.flume;

import io.holdfast.parts.Distribution;
import io.holdfast.parts.FlumeAgent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** A sink that came with Spark, in an agent that it runs in. */
enum OldSink {
  SPARK_2_3("2.3", Distribution.FLUME_1_9),
  SPARK_2_4("2.4", Distribution.FLUME);

  private final String folder;
  private final Distribution flume;

  OldSink(String folder, Distribution flume) {
    this.folder = folder;
    this.flume = flume;
  }

  /** Describes an agent with it at a port of the loopback interface. */
  FlumeAgent.Builder polledAt(int port, Path directory) throws IOException {
    FlumeAgent.Builder agent =
        PulledAgents.polledAt(port, directory, "org.apache.spark.streaming.flume.sink.SparkSink")
            .distribution(flume);
    Path jars = Path.of(System.getProperty("holdfast.old.sinks"), folder);
    try (Stream<Path> files = Files.list(jars)) {
      files.forEach(agent::plugin);
    }
    return agent;
  }
}
