// SPDX-License-Identifier: Apache-2.0
package io.holdfast.it.source;

import io.holdfast.it.job.SourceKind;
import io.holdfast.it.ledger.Ledger;
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
import java.util.ArrayList;
import java.util.List;

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
    return switch (kind) {
      case KAFKA -> new KafkaFeed(broker, name);
      case FILE_TAIL -> new FileFeed(folder.resolve("log"));
      case LINES -> new LinesFeed();
      default ->
          start(kind, new Share(kind.name(), new Ledger()), folder, FreePorts.choose(1).get(0));
    };
  }

  /**
   * Starts several sources of a kind that has a port for each, with a ledger that they share; their
   * receivers listen on neighbouring ports, where it is they who listen.
   */
  public static List<Feed> startSeveral(SourceKind kind, int number, Path folder) throws Exception {
    Ledger ledger = new Ledger();
    int port = FreePorts.chooseRange(number);
    List<Feed> feeds = new ArrayList<>();
    boolean started = false;
    try {
      for (int i = 0; i < number; i++) {
        Path own = Files.createDirectories(folder.resolve(Integer.toString(i)));
        feeds.add(start(kind, new Share(kind.name() + "-" + i, ledger), own, port + i));
      }
      started = true;
      return feeds;
    } finally {
      if (!started) {
        closeAll(feeds);
      }
    }
  }

  /** Closes them all, also when one of them fails to. */
  public static void closeAll(List<Feed> feeds) throws Exception {
    if (!feeds.isEmpty()) {
      try {
        feeds.get(0).close();
      } finally {
        closeAll(feeds.subList(1, feeds.size()));
      }
    }
  }

  private static Feed start(SourceKind kind, Share share, Path folder, int port) throws Exception {
    return switch (kind) {
      case FLUME_PUSH -> push(share, folder, port);
      case FLUME_PULL -> pull(share, folder, port);
      case RELP -> RelpFeed.start(share, folder, port);
      default -> throw new IllegalArgumentException(kind + " has no port for each source");
    };
  }

  private static Feed push(Share share, Path folder, int port) throws Exception {
    FaultProxy proxy = FaultProxy.to(port);
    return feed(
        SourceKind.FLUME_PUSH,
        share,
        proxy,
        port,
        () -> FlumeAgent.pushing(folder, proxy.port(), ANSWER).counted().start());
  }

  private static Feed pull(Share share, Path folder, int port) throws Exception {
    FaultProxy proxy = FaultProxy.to(port);
    return feed(
        SourceKind.FLUME_PULL,
        share,
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

  private static Feed feed(
      SourceKind kind, Share share, FaultProxy proxy, int portOfTheJob, Starting agent)
      throws Exception {
    boolean started = false;
    try {
      Feed feed = new FlumeFeed(kind, share, agent.start(), proxy, portOfTheJob);
      started = true;
      return feed;
    } finally {
      if (!started) {
        proxy.close();
      }
    }
  }
}
