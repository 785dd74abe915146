// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal;

import java.util.AbstractList;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;

/** Tells the {@link CrashPlan} of a test, if there is one, which points the engine reaches. */
public final class CrashPoints {
  /** Final, so that the compiler leaves out the points where there is no plan. */
  private static final CrashPlan PLAN = find();

  private CrashPoints() {}

  /**
   * Looks where Spark puts the jars of a submission, which need not be where this class comes from;
   * the task that starts the receiver is the first to ask.
   */
  private static CrashPlan find() {
    return find(Thread.currentThread().getContextClassLoader())
        .or(() -> find(CrashPlan.class.getClassLoader()))
        .orElse(null);
  }

  private static Optional<CrashPlan> find(ClassLoader loader) {
    return ServiceLoader.load(CrashPlan.class, loader).findFirst();
  }

  /** Whether anybody asks for the points. */
  public static boolean areWatched() {
    return PLAN != null;
  }

  /** Does nothing unless a test wants something to happen here. */
  public static void reach(CrashPoint point) {
    if (PLAN != null) {
      PLAN.reach(point);
    }
  }

  /** The same positions, of which the first to be read is {@link CrashPoint#INSIDE_COMMIT}. */
  static <P> List<P> insideCommit(List<P> positions) {
    return PLAN == null ? positions : new WatchedPositions<>(positions);
  }

  private static final class WatchedPositions<P> extends AbstractList<P> {
    private final List<P> positions;
    private boolean read;

    WatchedPositions(List<P> positions) {
      this.positions = positions;
    }

    @Override
    public P get(int index) {
      if (!read) {
        read = true;
        reach(CrashPoint.INSIDE_COMMIT);
      }
      return positions.get(index);
    }

    @Override
    public int size() {
      return positions.size();
    }
  }
}
