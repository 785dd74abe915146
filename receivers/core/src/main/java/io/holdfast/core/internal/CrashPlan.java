// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal;

/**
 * What a test lets happen at crash points. There is no implementation in what users get; one that a
 * {@link java.util.ServiceLoader} finds is in force for the life of the JVM. Thread-safe.
 */
public interface CrashPlan {

  /**
   * Called by the thread that has reached a point. Returns, never returns, ends the JVM, or throws;
   * what it throws ends the session like a failure at that place.
   */
  void reach(CrashPoint point);
}
