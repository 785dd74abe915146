// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal;

import io.holdfast.core.PositionRange;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * What a block's positions cost: merged as batches bring them, encoded once, read on the driver.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class PositionsBenchmark {
  static final int BATCHES = 200;

  @Param({"1", "16", "200"})
  int partitions;

  private final List<PositionRange> handedOver = new ArrayList<>();
  private List<PositionRange> merged;
  private BlockMetadata metadata;

  /** Makes the ranges of so many batches, from the partitions by turns. */
  @Setup
  public void prepare() {
    for (int i = 0; i < BATCHES; i++) {
      int turn = i / partitions;
      String partition = "h8Kz2yMVQmuTgYxJ3fLwbQ-" + i % partitions;
      handedOver.add(PositionRange.of(partition, 500L * turn, 500L * (turn + 1)));
    }
    merged = merge();
    metadata = encode();
  }

  /** The ranges of a block of that many batches. */
  @Benchmark
  public List<PositionRange> merge() {
    RangeMerger merger = new RangeMerger();
    handedOver.forEach(merger::add);
    return merger.ranges();
  }

  /** On the executor, once a block. */
  @Benchmark
  public BlockMetadata encode() {
    return BlockMetadata.of(1, 2, 500L * BATCHES, merged);
  }

  /** On the driver. */
  @Benchmark
  public List<PositionRange> decode() {
    return metadata.ranges();
  }
}
