// SPDX-License-Identifier: Apache-2.0
package io.holdfast.flume;

import io.holdfast.flume.sink.HoldfastSink;
import io.holdfast.parts.FlumeAgent;
import java.net.URISyntaxException;
import java.nio.file.Path;

/** Agents whose sink is polled. */
final class PulledAgents {
  private PulledAgents() {}

  /** Describes an agent with our sink at a port of the loopback interface. */
  static FlumeAgent.Builder polledAt(int port, Path directory) throws URISyntaxException {
    return polledAt(port, directory, HoldfastSink.class.getName()).plugin(sinkJar());
  }

  /** What our sink is in. */
  static Path sinkJar() throws URISyntaxException {
    return Path.of(HoldfastSink.class.getProtectionDomain().getCodeSource().getLocation().toURI());
  }

  /** Describes an agent with a sink of that class, whose jars are to be added. */
  static FlumeAgent.Builder polledAt(int port, Path directory, String sinkClass) {
    return FlumeAgent.in(directory)
        .setting("agent.sinks.spark.type", sinkClass)
        .setting("agent.sinks.spark.hostname", "127.0.0.1")
        .setting("agent.sinks.spark.port", Integer.toString(port));
  }
}
