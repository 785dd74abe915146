// SPDX-License-Identifier: Apache-2.0
package io.holdfast.it.source;

import io.holdfast.it.job.SourceKind;
import io.holdfast.parts.FaultProxy;
import io.holdfast.parts.FlumeAgent;
import io.holdfast.parts.FreePorts;
import io.holdfast.parts.KafkaBroker;
import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** Starts sources. */
public final class Feeds {
  private static final String SINK = "io.holdfast.flume.sink.HoldfastSink";
  private static final Duration ANSWER = Duration.ofSeconds(20);

  private Feeds() {}

  /**
   * Starts a source of its own, with an empty ledger; it sends nothing yet.
   *
   * @param broker where topics are created; it is not closed with the source
   * @param name a name that no other source on the broker has had
   * @param folder the source's own
   */
  public static Feed start(SourceKind kind, KafkaBroker broker, String name, Path folder)
      throws Exception {
    Files.createDirectories(folder);
    int port = FreePorts.choose(1).get(0);
    return switch (kind) {
      case KAFKA -> new KafkaFeed(broker, name);
      case FLUME_PUSH -> push(folder, port);
      case FLUME_PULL -> pull(folder, port);
      case RELP -> RelpFeed.start(folder, port);
      case FILE_TAIL -> new FileFeed(folder.resolve("log"));
      case LINES -> new LinesFeed();
    };
  }

  private static Feed push(Path folder, int port) throws Exception {
    FaultProxy proxy = FaultProxy.to(port);
    return feed(
        SourceKind.FLUME_PUSH,
        proxy,
        port,
        () -> FlumeAgent.pushing(folder, proxy.port(), ANSWER).counted().start());
  }

  private static Feed pull(Path folder, int port) throws Exception {
    FaultProxy proxy = FaultProxy.to(port);
    return feed(
        SourceKind.FLUME_PULL,
        proxy,
        proxy.port(),
        () ->
            FlumeAgent.in(folder)
                .setting("agent.sinks.spark.type", SINK)
                .setting("agent.sinks.spark.hostname", "127.0.0.1")
                .setting("agent.sinks.spark.port", Integer.toString(port))
                .plugin(jarOfTheSink())
                .counted()
                .start());
  }

  /** Found without its class, which only an agent can load. */
  private static Path jarOfTheSink() throws IOException {
    URL sink = Feeds.class.getResource("/" + SINK.replace('.', '/') + ".class");
    URL jar = ((JarURLConnection) sink.openConnection()).getJarFileURL();
    return Path.of(URI.create(jar.toString()));
  }

  /** Starts an agent. */
  @FunctionalInterface
  private interface Starting {
    FlumeAgent start() throws Exception;
  }

  private static Feed feed(SourceKind kind, FaultProxy proxy, int portOfTheJob, Starting agent)
      throws Exception {
    boolean started = false;
    try {
      Feed feed = new FlumeFeed(kind, agent.start(), proxy, portOfTheJob);
      started = true;
      return feed;
    } finally {
      if (!started) {
        proxy.close();
      }
    }
  }
}
