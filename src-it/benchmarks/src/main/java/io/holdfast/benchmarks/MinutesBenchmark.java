// SPDX-License-Identifier: Apache-2.0
package io.holdfast.benchmarks;

import io.holdfast.benchmarks.sender.Order;
import io.holdfast.benchmarks.sender.Protocol;
import io.holdfast.benchmarks.sender.Sender;
import io.holdfast.benchmarks.sender.Sent;
import io.holdfast.core.ReceiverStreams;
import io.holdfast.parts.TemporaryDirectory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Whether a job stays as fast, as punctual and as small as it was in its second minute. */
@Command(
    name = "minutes",
    description =
        "One Flume push receiver at full speed for minutes, with batches of 1000 on 4 connections.",
    mixinStandardHelpOptions = true)
@SuppressWarnings("deprecation") // Spark deprecates its whole streaming API, and keeps it
final class MinutesBenchmark implements Callable<Integer> {
  private static final int CONNECTIONS = 4;
  private static final int BATCH = 1000;
  private static final int BYTES = 100;

  /** What looking at the heap takes at most. */
  private static final long BETWEEN_MILLIS = 2_000;

  @Option(
      names = "--minutes",
      paramLabel = "N",
      defaultValue = "10",
      description = "For how long it is sent to; default ${DEFAULT-VALUE}.")
  int minutes;

  @Option(names = "--log", description = "With the write-ahead log.")
  boolean log;

  long minuteMillis = TimeUnit.MINUTES.toMillis(1);

  @Override
  public Integer call() throws Exception {
    Minute.print(measure(), System.out);
    return 0;
  }

  List<Minute> measure() throws Exception {
    try (TemporaryDirectory directory = TemporaryDirectory.create("minutes");
        Sender sender = Sender.start(directory.path())) {
      int port = Ports.free();
      BatchDelays delays = new BatchDelays();
      try (CountingJob job =
          CountingJob.start(
              log,
              context -> {
                context.addStreamingListener(delays);
                return ReceiverStreams.create(context, FlumePushBenchmark.receiver(port));
              })) {
        Ports.await(port);
        double idle = LiveHeap.besideBlocks();
        CompletableFuture<Sent> sending = sender.begin(order(port));
        List<Minute> seen = new ArrayList<>();
        while (seen.size() < minutes) {
          Round round = minute(job);
          seen.add(new Minute(round, delays.take(), LiveHeap.besideBlocks() - idle));
        }
        job.awaitAll(sending.get().records());
        return seen;
      }
    }
  }

  /** The heap is looked at between two of them, so that no collection that is forced is in one. */
  private Round minute(CountingJob job) throws InterruptedException {
    long before = job.counted();
    Meter meter = Meter.here();
    TimeUnit.MILLISECONDS.sleep(minuteMillis);
    return meter.round(job.counted() - before, meter.seconds(), Map.of());
  }

  private Order order(int port) {
    long millis = minutes * (minuteMillis + BETWEEN_MILLIS);
    return new Order(Protocol.FLUME, port, CONNECTIONS, BATCH, BYTES, 0, millis);
  }
}
