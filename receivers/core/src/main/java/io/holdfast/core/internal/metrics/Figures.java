// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal.metrics;

import java.util.Arrays;
import java.util.function.ToLongFunction;

/** The figures of a receiver at one moment. Immutable. */
public final class Figures {
  private static final Figure[] ALL = Figure.values();

  /** Of a receiver that keeps none. */
  public static final Figures ZERO = ofArray(new long[0]);

  /** In their order; fewer if whoever took them did not know the last ones. */
  private final long[] values;

  private Figures(long[] values) {
    this.values = values;
  }

  /** Asks for one figure after the other, in their order. */
  public static Figures of(ToLongFunction<Figure> value) {
    long[] values = new long[ALL.length];
    for (int i = 0; i < ALL.length; i++) {
      values[i] = value.applyAsLong(ALL[i]);
    }
    return new Figures(values);
  }

  /** What {@link #toArray} gave; if a release with other figures did, those that both know. */
  public static Figures ofArray(long[] values) {
    return new Figures(Arrays.copyOf(values, Math.min(ALL.length, values.length)));
  }

  /** A figure; 0 if whoever took the figures did not know it. */
  public long get(Figure figure) {
    return figure.index() < values.length ? values[figure.index()] : 0;
  }

  /** The same, but for one of them that has grown. */
  public Figures plus(Figure grown, long by) {
    long[] more = Arrays.copyOf(values, ALL.length);
    more[grown.index()] += by;
    return new Figures(more);
  }

  /** How much has come to one of them since earlier figures of the same receiver. */
  public long since(Figures earlier, Figure figure) {
    return get(figure) - earlier.get(figure);
  }

  /** The figures in their order; none if they are {@link #ZERO}. */
  public long[] toArray() {
    return values.clone();
  }
}
