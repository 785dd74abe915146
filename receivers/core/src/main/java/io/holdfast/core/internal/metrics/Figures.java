// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal.metrics;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.ToLongFunction;

/** The figures of a receiver at one moment. Immutable. */
public final class Figures {
  private static final Figure[] ALL = Figure.values();

  /** Of a receiver that keeps none. */
  public static final Figures ZERO = ofArray(new long[0]);

  private final Map<Figure, Long> values = new EnumMap<>(Figure.class);

  private Figures() {}

  /** Asks for one figure after the other, in their order. */
  public static Figures of(ToLongFunction<Figure> value) {
    return ofArray(Arrays.stream(ALL).mapToLong(value).toArray());
  }

  /** What {@link #toArray} gave; if a release with other figures did, those that both know. */
  public static Figures ofArray(long[] values) {
    Figures figures = new Figures();
    for (int i = 0; i < Math.min(ALL.length, values.length); i++) {
      figures.values.put(ALL[i], values[i]);
    }
    return figures;
  }

  /** A figure; 0 if whoever took the figures did not know it. */
  public long get(Figure figure) {
    return values.getOrDefault(figure, 0L);
  }

  /** The same, but for one of them that has grown. */
  public Figures plus(Figure grown, long by) {
    return of(figure -> get(figure) + (figure == grown ? by : 0));
  }

  /** How much has come to one of them since earlier figures of the same receiver. */
  public long since(Figures earlier, Figure figure) {
    return get(figure) - earlier.get(figure);
  }

  /** The figures in their order; none if they are {@link #ZERO}. */
  public long[] toArray() {
    return values.values().stream().mapToLong(Long::longValue).toArray();
  }
}
