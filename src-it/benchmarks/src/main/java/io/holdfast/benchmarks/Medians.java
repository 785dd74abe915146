// SPDX-License-Identifier: Apache-2.0
package io.holdfast.benchmarks;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

/**
 * What rounds say together: the median over those that nobody disturbed, or over all of them if
 * those are the fewer, as on a machine that is never quiet.
 */
final class Medians {
  private Medians() {}

  /** The median of a figure over rounds, of which there is at least one. */
  static double of(List<Round> rounds, ToDoubleFunction<Round> figure) {
    List<Round> quiet = rounds.stream().filter(round -> !round.isDisturbed()).toList();
    List<Round> used = 2 * quiet.size() > rounds.size() ? quiet : rounds;
    return median(used.stream().mapToDouble(figure).toArray());
  }

  /**
   * The median of the ratio of two contenders' speeds in the same round: whatever disturbs a round
   * for long, disturbs both. Empty if they were never in the same.
   */
  static OptionalDouble ratio(List<Result> of, List<Result> to) {
    List<Pair> pairs =
        of.stream()
            .flatMap(
                one ->
                    to.stream()
                        .filter(other -> other.number() == one.number())
                        .map(other -> new Pair(one.round(), other.round())))
            .toList();
    List<Pair> quiet = pairs.stream().filter(Pair::isQuiet).toList();
    List<Pair> used = 2 * quiet.size() > pairs.size() ? quiet : pairs;
    return used.isEmpty()
        ? OptionalDouble.empty()
        : OptionalDouble.of(median(used.stream().mapToDouble(Pair::ratio).toArray()));
  }

  static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  /** Two in the same round. */
  private record Pair(Round one, Round other) {

    boolean isQuiet() {
      return !one.isDisturbed() && !other.isDisturbed();
    }

    double ratio() {
      return one.recordsPerSecond() / other.recordsPerSecond();
    }
  }
}
