// SPDX-License-Identifier: Apache-2.0
package io.holdfast.benchmarks;

import java.io.PrintStream;
import java.util.Collection;
import java.util.stream.Collectors;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.util.Statistics;

/**
 * JMH's results as a table. The fastest iteration is the one that others on the machine disturbed
 * least; the median shows how much they did.
 */
final class EngineTable {
  private static final String ALLOCATED = "gc.alloc.rate.norm";

  private EngineTable() {}

  static void print(Collection<RunResult> results, PrintStream out) {
    out.println("| benchmark | of | fastest ns | median ns | bytes allocated |");
    out.println("|---|---|---|---|---|");
    for (RunResult result : results) {
      Statistics nanos = result.getPrimaryResult().getStatistics();
      out.printf(
          "| %s | %s | %.1f | %.1f | %.1f |%n",
          name(result.getParams()),
          parameters(result.getParams()),
          nanos.getMin(),
          nanos.getPercentile(50),
          result.getSecondaryResults().get(ALLOCATED).getScore());
    }
  }

  private static String name(BenchmarkParams benchmark) {
    String name = benchmark.getBenchmark();
    return name.substring(name.lastIndexOf('.', name.lastIndexOf('.') - 1) + 1);
  }

  private static String parameters(BenchmarkParams benchmark) {
    return benchmark.getParamsKeys().stream()
        .map(key -> key + " " + benchmark.getParam(key))
        .collect(Collectors.joining(", "));
  }
}
