// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal;

import io.holdfast.core.Durability;
import io.holdfast.core.PositionRange;
import io.holdfast.core.ReceiverSettings;
import io.holdfast.core.RecordBatch;
import io.holdfast.core.internal.metrics.Figures;
import io.holdfast.core.internal.metrics.ReceiverMetrics;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
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

/**
 * The way of pulled batches through the engine, per record: handed over, sealed, given to the
 * store, taken back, released. A batch is what a Kafka consumer's poll brings by default.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class PipelineBenchmark {
  static final int BATCH = 500;
  static final int BATCHES = 100;
  static final int RECORDS = BATCH * BATCHES;
  private static final int BYTES = 164;

  /** How many partitions a block's batches come from, by turns; 0 for records without position. */
  @Param({"0", "1", "16"})
  int partitions;

  private final List<RecordBatch<byte[]>> batches = new ArrayList<>();
  private BlockPipeline<byte[], Integer> pipeline;

  /** Makes the batches, and a pipeline whose blocks take all of them. */
  @Setup
  public void prepare() {
    for (int i = 0; i < BATCHES; i++) {
      batches.add(
          RecordBatch.of(
              new ArrayList<>(Collections.nCopies(BATCH, new byte[100])),
              (long) BATCH * BYTES,
              ranges(i)));
    }
    ReceiverSettings settings =
        ReceiverSettings.builder()
            .maxBlockRecords(RECORDS)
            .maxInFlightRecords(2 * RECORDS)
            .maxBlockBytes(64L << 20)
            .build();
    ReceiverMetrics metrics =
        new ReceiverMetrics(Clock.SYSTEM::nanoTime, () -> Long.MAX_VALUE, Durability.WAL);
    pipeline = new BlockPipeline<>(settings, new BlockIds(1), Clock.SYSTEM, metrics);
  }

  private List<PositionRange> ranges(int batch) {
    if (partitions == 0) {
      return Collections.emptyList();
    }
    int turn = batch / partitions;
    return Collections.singletonList(
        PositionRange.of(
            "h8Kz2yMVQmuTgYxJ3fLwbQ-" + batch % partitions,
            (long) turn * BATCH,
            (long) (turn + 1) * BATCH));
  }

  /** All but the records' own iterator, which the store calls. */
  @Benchmark
  @OperationsPerInvocation(RECORDS)
  public BlockMetadata handOver() throws InterruptedException {
    return letGo(take());
  }

  /** With the iterator. */
  @Benchmark
  @OperationsPerInvocation(RECORDS)
  public int handOverAndIterate() throws InterruptedException {
    Block<byte[], Integer> block = take();
    int read = 0;
    for (Iterator<byte[]> records = block.iterator(); records.hasNext(); ) {
      read += records.next().length;
    }
    letGo(block);
    return read;
  }

  private Block<byte[], Integer> take() throws InterruptedException {
    for (int i = 0; i < BATCHES; i++) {
      pipeline.submit(batches.get(i), i);
    }
    return pipeline.nextToStore();
  }

  private BlockMetadata letGo(Block<byte[], Integer> block) {
    BlockMetadata metadata = block.metadata(Figures.ZERO);
    pipeline.stored();
    pipeline.release(pipeline.takeDurable());
    return metadata;
  }
}
