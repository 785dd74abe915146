// SPDX-License-Identifier: Apache-2.0
package io.holdfast.benchmarks;

import org.apache.spark.SparkEnv;

/** What is reachable in this JVM, in mebibytes, after a whole garbage collection. */
final class LiveHeap {
  private static final double MEBIBYTE = 1 << 20;

  private LiveHeap() {}

  /** All of it. */
  static double all() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return (runtime.totalMemory() - runtime.freeMemory()) / MEBIBYTE;
  }

  /** All but the blocks that Spark's block manager has. */
  static double besideBlocks() {
    return all() - SparkEnv.get().memoryManager().storageMemoryUsed() / MEBIBYTE;
  }
}
