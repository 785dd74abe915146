// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal;

import io.holdfast.core.Durability;
import io.holdfast.core.ReceiverSettings;
import io.holdfast.core.RecordBatch;
import io.holdfast.core.internal.metrics.ReceiverMetrics;
import java.util.ArrayList;
import java.util.Collections;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The way of pushed batches through the engine, per batch: submitted, stored, answered. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class IntakeBenchmark {
  static final int BATCHES = 1000;

  @Param({"1", "100"})
  int batch;

  private RecordBatch<byte[]> records;
  private BlockPipeline<byte[], PushSubmission> pipeline;
  private PushIntake<byte[]> intake;

  /** Makes the batch that comes again and again, and an intake. */
  @Setup
  public void prepare() {
    records =
        RecordBatch.of(new ArrayList<>(Collections.nCopies(batch, new byte[100])), 164L * batch);
    ReceiverSettings settings =
        ReceiverSettings.builder()
            .maxBlockRecords(batch * BATCHES)
            .maxBlockBytes(64L << 20)
            .build();
    ReceiverMetrics metrics =
        new ReceiverMetrics(Clock.SYSTEM::nanoTime, () -> Long.MAX_VALUE, Durability.WAL);
    pipeline = new BlockPipeline<>(settings, new BlockIds(1), Clock.SYSTEM, metrics);
    intake = new PushIntake<>(pipeline, new FakeDoor<>(), 1, Clock.SYSTEM);
  }

  /** Submits until a block is full, and answers its batches as the ack lane does. */
  @Benchmark
  @OperationsPerInvocation(BATCHES)
  public int submitAndAnswer() throws InterruptedException {
    for (int i = 0; i < BATCHES; i++) {
      intake.submit("connection", records);
    }
    int stored = pipeline.nextToStore().records();
    pipeline.stored();
    var durable = pipeline.awaitDurable();
    durable.forEach(handed -> handed.ticket().complete());
    pipeline.release(durable);
    return stored;
  }
}
