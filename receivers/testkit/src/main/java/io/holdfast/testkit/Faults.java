// SPDX-License-Identifier: Apache-2.0
package io.holdfast.testkit;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What calls into a source are to throw. Thread-safe. */
final class Faults {
  private final Set<String> always = ConcurrentHashMap.newKeySet();
  private final Map<String, Throwable> planned = new ConcurrentHashMap<>();

  /** The next call of that method throws this. */
  void plan(String method, Throwable failure) {
    planned.put(method, failure);
  }

  /** Every call of that method throws this, until it is healed. */
  void planAlways(String method, Throwable failure) {
    always.add(method);
    planned.put(method, failure);
  }

  /** Calls of that method throw nothing any more. */
  void heal(String method) {
    always.remove(method);
    planned.remove(method);
  }

  void throwIn(String method) throws Exception {
    Throwable failure = next(method);
    if (failure instanceof Exception exception) {
      throw exception;
    }
    if (failure instanceof Error error) {
      throw error;
    }
  }

  void throwUncheckedIn(String method) {
    Throwable failure = next(method);
    if (failure instanceof RuntimeException exception) {
      throw exception;
    }
    if (failure instanceof Error error) {
      throw error;
    }
  }

  private Throwable next(String method) {
    return always.contains(method) ? planned.get(method) : planned.remove(method);
  }
}
