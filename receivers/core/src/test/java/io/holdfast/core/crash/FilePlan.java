// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.crash;

import io.holdfast.core.internal.CrashPlan;
import io.holdfast.core.internal.CrashPoint;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.apache.spark.SparkEnv;

/**
 * A plan in a file, a fault on each line: a {@link CrashPoint}, how often a JVM has reached it
 * then, and what happens, which is {@code throw}, {@code halt} (the JVM, with exit code 86) or
 * {@code hang}, and for a hang the file with whose appearance it ends. Empty lines and those that
 * begin with {@code #} say nothing.
 *
 * <pre>
 * AFTER_STORE   3 halt
 * BEFORE_COMMIT 1 hang released
 * </pre>
 *
 * <p>Each fault happens once, in the JVM that gets there first: a relaunched receiver would run
 * into it for ever. It leaves the file {@link #mark} and a line in the log, so that a test can tell
 * that it happened.
 *
 * <p>The file is named by the system property {@value #KEY}, which a submission's {@code --conf}
 * sets in its driver; or that key of the job's Spark configuration, which its executors get, too;
 * or the variable {@value #VARIABLE} of the environment. It is read when it is first seen under its
 * name, and never again, so it must appear whole; a test that names another file begins another
 * plan.
 */
public final class FilePlan implements CrashPlan {
  /** Names the file; begins with spark because a submission drops every other key. */
  public static final String KEY = "spark.holdfast.crash.plan";

  /** Names the file where neither a property nor a configuration does. */
  public static final String VARIABLE = "HOLDFAST_CRASH_PLAN";

  private final Map<Path, Faults> plans = new ConcurrentHashMap<>();

  /** The file that is there once the fault on a line of a plan, counted from 1, has happened. */
  public static Path mark(Path plan, int line) {
    return plan.resolveSibling("%s.%d.happened".formatted(plan.getFileName(), line));
  }

  @Override
  public void reach(CrashPoint point) {
    named()
        .filter(Files::exists)
        .ifPresent(plan -> plans.computeIfAbsent(plan, Faults::read).reach(point));
  }

  private static Optional<Path> named() {
    return Stream.of(System.getProperty(KEY), configured(), System.getenv(VARIABLE))
        .filter(Objects::nonNull)
        .findFirst()
        .map(Path::of);
  }

  private static String configured() {
    SparkEnv env = SparkEnv.get();
    return env == null ? null : env.conf().get(KEY, null);
  }
}
