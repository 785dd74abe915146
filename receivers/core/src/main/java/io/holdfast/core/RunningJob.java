// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core;

/**
 * A job whose context is starting or has started, as its sinks see it on the driver. Thread-safe.
 */
public interface RunningJob {

  /** Spark's id of the application. */
  String application();

  /** Whether the context has not stopped. Does not block. */
  boolean isRunning();

  /**
   * Stops the job because another one has taken its place: its receivers are cancelled, so that
   * they store and commit nothing more, and the context is stopped, not gracefully. What the job
   * waits in, {@code awaitTermination}, throws the cause; a main is to print its message and to
   * exit with 0, so that nobody starts the job again. Blocks until the receivers were told, a few
   * seconds at most. May be called by any thread, any number of times.
   */
  void supersede(SupersededException cause);
}
