// SPDX-License-Identifier: Apache-2.0
package io.holdfast.testkit;

import java.util.Deque;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What broken receivers remember beyond their sessions, as static fields do, by log. */
final class StaticMemory {
  /** How far a partition was delivered, by log and partition. */
  static final Map<String, Integer> DELIVERED = new ConcurrentHashMap<>();

  static final Map<String, LogSource> SOURCES = new ConcurrentHashMap<>();

  static final Map<String, Deque<LogSource.Position>> RETRIES = new ConcurrentHashMap<>();

  private StaticMemory() {}
}
