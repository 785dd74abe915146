// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal;

import io.holdfast.core.Durability;
import io.holdfast.core.ReceiverSettings;
import io.holdfast.core.RecordBatch;
import io.holdfast.core.internal.metrics.ReceiverMetrics;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * What the hand-over from thread to thread costs, per batch: handed over on one, stored by a lane
 * that costs nothing on another, released on the first.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class LaneBenchmark {
  static final int BATCHES = 100;

  private final RecordBatch<byte[]> batch =
      RecordBatch.of(new ArrayList<>(Collections.singletonList(new byte[100])), 164);
  private BlockPipeline<byte[], Integer> pipeline;
  private Thread lane;

  /** Starts the lane. */
  @Setup
  public void begin() {
    ReceiverSettings settings = ReceiverSettings.builder().maxBlockRecords(BATCHES).build();
    ReceiverMetrics metrics =
        new ReceiverMetrics(Clock.SYSTEM::nanoTime, () -> Long.MAX_VALUE, Durability.WAL);
    pipeline = new BlockPipeline<>(settings, new BlockIds(1), Clock.SYSTEM, metrics);
    lane = new Thread(this::store, "lane");
    lane.setDaemon(true);
    lane.start();
  }

  private void store() {
    try {
      while (pipeline.nextToStore() != null) {
        pipeline.stored();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // nobody does
    }
  }

  /** Ends it. */
  @TearDown
  public void end() throws InterruptedException {
    pipeline.end();
    lane.join();
  }

  /** One block of that many batches. */
  @Benchmark
  @OperationsPerInvocation(BATCHES)
  public int handOver() throws InterruptedException {
    for (int i = 0; i < BATCHES; i++) {
      pipeline.submit(batch, i);
    }
    List<Handed<byte[], Integer>> durable = pipeline.awaitDurable();
    pipeline.release(durable);
    return durable.size();
  }
}
