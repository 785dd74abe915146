// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.crash;

import io.holdfast.core.internal.CrashPoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The faults of one plan, and how often this JVM has reached each point since it was read. */
final class Faults {
  private static final Logger log = LoggerFactory.getLogger(Faults.class);

  private final Path plan;

  /** By line, from 0; null for a line that says nothing. */
  private final List<Fault> lines = new ArrayList<>();

  private final Map<CrashPoint, Integer> reached = new ConcurrentHashMap<>();

  private Faults(Path plan) {
    this.plan = plan;
  }

  /**
   * Reads a plan.
   *
   * @throws IllegalArgumentException naming the line that is no fault, and what is wrong with it
   */
  static Faults read(Path plan) {
    Faults faults = new Faults(plan);
    try {
      for (String line : Files.readAllLines(plan)) {
        faults.add(line.strip());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the crash plan " + plan, e);
    }
    return faults;
  }

  private void add(String line) {
    if (line.isEmpty() || line.startsWith("#")) {
      lines.add(null);
      return;
    }
    try {
      lines.add(Fault.parse(line, plan.toAbsolutePath().getParent()));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "Line %d of the crash plan %s: %s".formatted(lines.size() + 1, plan, e.getMessage()), e);
    }
  }

  void reach(CrashPoint point) {
    int times = reached.merge(point, 1, Integer::sum);
    for (int line = 0; line < lines.size(); line++) {
      Fault fault = lines.get(line);
      if (fault != null && fault.point() == point && fault.count() == times && mark(line + 1)) {
        log.warn(
            "Crash point {} is reached for the {}. time: {}, says line {} of {}",
            point,
            times,
            fault.action(),
            line + 1,
            plan);
        fault.happen();
      }
    }
  }

  /** Says whether no JVM has done so before: a fault happens once. */
  private boolean mark(int line) {
    try {
      Files.createFile(FilePlan.mark(plan, line));
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot mark line %d of %s".formatted(line, plan), e);
    }
  }
}
