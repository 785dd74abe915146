// SPDX-License-Identifier: Apache-2.0
package io.holdfast.benchmarks;

import io.holdfast.benchmarks.sender.Order;
import io.holdfast.benchmarks.sender.Protocol;
import io.holdfast.benchmarks.sender.Sender;
import io.holdfast.benchmarks.sender.Sent;
import io.holdfast.parts.TemporaryDirectory;
import io.holdfast.socket.LineReceiver;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The receiver of lines beside Spark's {@code socketTextStream}. */
@Command(
    name = "lines",
    description = "The receiver of lines beside Spark's socketTextStream, with the WAL off.",
    mixinStandardHelpOptions = true)
@SuppressWarnings("deprecation") // Spark deprecates its whole streaming API, and keeps it
final class LinesBenchmark implements Callable<Integer> {
  private static final String SPARK = "socketTextStream";
  private static final int LINES_AT_ONCE = 1000;
  private static final int BUFFER_BYTES = 64 * 1024;
  private static final int GLANCE_MILLIS = 20;

  @Mixin ContestOptions options = new ContestOptions(5, 1);

  @Mixin SendOptions sending = new SendOptions(4000);

  @Option(
      names = "--behind",
      paramLabel = "N",
      description =
          "Lets each batch take N milliseconds more, so that batches fall behind, and shows the"
              + " heap that is live when all is sent.")
  long behindMillis;

  private Sender sender;

  @Override
  public Integer call() throws Exception {
    new SpeedTable(measure(), SPARK).print(System.out);
    return 0;
  }

  List<Result> measure() throws Exception {
    try (TemporaryDirectory directory = TemporaryDirectory.create("lines");
        Sender started = Sender.start(directory.path())) {
      sender = started;
      return Contest.run(
          options,
          List.of("%d B".formatted(sending.bytes)),
          List.of(
              Contender.of("nobody", task -> limit()),
              Contender.of(
                  SPARK,
                  task ->
                      counted(
                          port ->
                              CountingJob.start(
                                  false,
                                  behindMillis,
                                  context -> context.socketTextStream("127.0.0.1", port)))),
              Contender.of(
                  "ours",
                  task ->
                      counted(
                          port ->
                              CountingJob.start(
                                  false,
                                  behindMillis,
                                  LineReceiver.strings("127.0.0.1", port).build())))));
    }
  }

  /** Begins to send to the first who connects. */
  private CompletableFuture<Sent> send(int port) {
    Order order =
        new Order(Protocol.LINES, port, 1, LINES_AT_ONCE, sending.bytes, 0, sending.millis);
    return sender.begin(order);
  }

  private Round limit() throws Exception {
    int port = Ports.free();
    CompletableFuture<Sent> sending = send(port);
    Meter meter = Meter.here();
    try (Socket socket = connect(port)) {
      socket.setSoTimeout(GLANCE_MILLIS);
      while (!sending.isDone()) {
        readOn(socket.getInputStream());
      }
    }
    return meter.round(sending.get().records(), sending.get().seconds(), Map.of());
  }

  private static void readOn(InputStream in) throws IOException {
    try {
      byte[] buffer = new byte[BUFFER_BYTES];
      while (in.read(buffer) > 0) {
        // It is all the same what it is.
      }
    } catch (SocketTimeoutException e) {
      // Nothing has come for a moment: maybe that was all.
    }
  }

  /** The sender listens soon, and to one connection only, so there is no probing. */
  private static Socket connect(int port) throws Exception {
    Socket[] socket = new Socket[1];
    CountingJob.await(
        "the sender",
        () -> {
          try {
            socket[0] = new Socket(InetAddress.getLoopbackAddress(), port);
            return true;
          } catch (IOException e) {
            return false;
          }
        });
    return socket[0];
  }

  /** From the first line that is sent to the last one that is counted. */
  private Round counted(IntFunction<CountingJob> start) throws Exception {
    int port = Ports.free();
    CompletableFuture<Sent> sending = send(port);
    Meter meter = Meter.here();
    try (CountingJob job = start.apply(port)) {
      Sent sent = sending.get();
      long allSentNanos = System.nanoTime();
      Map<Figure, Double> figures = new EnumMap<>(Figure.class);
      if (behindMillis > 0) {
        figures.put(Figure.HEAP, LiveHeap.all());
      }
      job.awaitAll(sent.records());
      double after = (System.nanoTime() - allSentNanos) / 1e9;
      return meter.round(sent.records(), sent.seconds() + after, figures);
    }
  }
}
