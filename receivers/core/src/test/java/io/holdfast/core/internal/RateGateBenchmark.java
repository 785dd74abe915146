// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What the rate limit costs a batch. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RateGateBenchmark {
  static final long UNLIMITED = Long.MAX_VALUE;

  @Param({"" + UNLIMITED, "1000000000"})
  long limit = UNLIMITED;

  private final RateGate gate = new RateGate(System.nanoTime());

  /** As a driver does before and after each poll. */
  @Benchmark
  public long waitAndCharge() {
    long wait = gate.nanosToWait(limit, System.nanoTime());
    int demand = gate.demand(1_000_000);
    gate.charge(500);
    return wait + demand;
  }
}
