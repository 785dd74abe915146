// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core;

import java.util.function.LongSupplier;

/**
 * A source's own figures, published beside those of its receiver in Spark's metrics system on the
 * executor, under {@code source.<name>}. Thread-safe.
 *
 * <p>Names are words a person reads, such as {@code rebalances} or {@code lag.records}; they are to
 * be few and fixed, since a counter stays for as long as the receiver lives.
 */
public interface SourceMetrics {

  /**
   * The counter of that name, which goes on over all sessions of the receiver. Never blocks.
   *
   * @throws IllegalArgumentException if the name is empty or already that of a gauge
   */
  Counter counter(String name);

  /**
   * Publishes a value until the session ends; a second gauge of the same name takes the place of
   * the first. Ignored once the session has ended.
   *
   * @param value called by any thread, whenever somebody looks; must not block. If it throws, 0 is
   *     shown.
   * @throws IllegalArgumentException if the name is empty or already that of a counter
   */
  void gauge(String name, LongSupplier value);

  /** A number that only grows. Thread-safe. */
  @FunctionalInterface
  interface Counter {

    /** Adds so many; at best once a batch. Never blocks. */
    void add(long n);
  }
}
