// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core;

import java.time.Duration;
import java.util.Optional;

/**
 * Where a {@link PushSource} hands its batches in. Thread-safe, valid for one session.
 *
 * <p>A partition is an ordered sub-stream, such as one connection: its batches become durable, and
 * their submissions complete, in the order in which they were submitted. Whoever submits for one
 * partition from several threads has to order them himself.
 *
 * @param <T> the type of the records
 */
public interface Intake<T> {

  /**
   * Hands in a batch and waits while there is no room for it: that wait is the back pressure. Those
   * who wait are let in by turns of their partitions. A batch larger than the whole budget is let
   * in alone. For threads that may block; not for event loops.
   *
   * @return the submission; one that was not let in within the patience of the {@link
   *     ReceiverSettings}, or because the session ends, has failed with a {@link
   *     NotStoredException} that says so
   * @throws InterruptedException if the thread was interrupted; the batch was not taken
   */
  Submission submit(String partition, RecordBatch<T> batch) throws InterruptedException;

  /**
   * Hands in a batch if there is room for it now and nobody waits before it. Never blocks: for
   * event loops.
   *
   * @return the submission, which may already have failed because the session ends; empty if there
   *     is no room: stop reading, and try again from {@link #onRoom}
   */
  Optional<Submission> trySubmit(String partition, RecordBatch<T> batch);

  /**
   * Calls back once when there is room for the smallest batch that {@link #trySubmit} has refused
   * since it last called back, or when the session ends; at once if that is so already. The
   * callback runs on a thread of the engine or on the caller's, must not block, and an exception
   * from it is logged.
   */
  void onRoom(Runnable once);

  /**
   * Says that everything that could still come is waiting for an answer: the open block is sealed
   * now instead of at its age.
   */
  void seal();

  /**
   * Says that whoever has not sent by then will send nothing until others are answered: the open
   * block is sealed after so long, unless it is before. A later call for the same block moves the
   * time, to earlier or later.
   */
  void sealAfter(Duration quiet);

  /**
   * Says that a partition is gone, such as a connection that was closed: who still waits for room
   * in its name is refused. What it had submitted is stored all the same.
   */
  void end(String partition);

  /** Ends the session for this reason; it is reopened with back-off. Returns at once. */
  void fail(Throwable cause);
}
