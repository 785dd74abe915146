// SPDX-License-Identifier: Apache-2.0
package io.holdfast.flume.sink;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.parts.Distribution;
import io.holdfast.parts.FlumeAgent;
import io.holdfast.parts.SourceTree;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.Reader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/** Real agents with the jar that is shipped, and the configuration that is shipped with it. */
final class Agents {
  private Agents() {}

  static Path jar() {
    return Path.of(System.getProperty("holdfast.sink.jar"));
  }

  /** Describes an agent that is polled at a port of the loopback interface. */
  static FlumeAgent.Builder polledAt(int port, Distribution flume, Path directory)
      throws IOException {
    Properties shipped = new Properties();
    Path conf = SourceTree.root().resolve("receivers/flume-sink/conf/holdfast-sink.properties");
    try (Reader in = Files.newBufferedReader(conf)) {
      shipped.load(in);
    }
    assertThat(shipped).containsEntry("agent.sinks.spark.type", HoldfastSink.class.getName());
    return FlumeAgent.in(directory)
        .distribution(flume)
        .plugin(jar())
        .settings(shipped)
        .setting("agent.sinks.spark.hostname", "127.0.0.1")
        .setting("agent.sinks.spark.port", Integer.toString(port));
  }

  /** Gives an agent lines with these numbers, and waits until all are in its channel. */
  static void feed(FlumeAgent agent, int from, int until, Ledger ledger) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), agent.port())) {
      OutputStream out = socket.getOutputStream();
      BufferedReader answers =
          new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
      for (int number = from; number < until; number++) {
        out.write("a %d caf\u00e9\n".formatted(number).getBytes(UTF_8));
      }
      for (int number = from; number < until; number++) {
        assertThat(answers.readLine()).isEqualTo("OK");
        ledger.sent("a %d caf\u00e9".formatted(number));
      }
    }
  }
}
