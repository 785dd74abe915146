// SPDX-License-Identifier: Apache-2.0
package io.holdfast.testkit;

import io.holdfast.testkit.Event.Kind;
import org.junit.jupiter.api.Test;

/** Laws 404 and 604: what one client of a server may do to the others, which is nothing. */
abstract class PeerLaws<T> extends MetricLaws<T> {
  private static final int ROUNDS = 20;
  private static final int RECORDS_A_ROUND = 100;

  /**
   * Law 404: a client that stops reading its answers stalls no other client.
   *
   * <p>Why: the engine has one thread that says what is durable. Whoever writes an answer there
   * waits, once the buffers of the connection are full, for a client that may never read again.
   *
   * <p>Steps: the client of partition 0 stops reading, and sends 100 records after the other; after
   * each hundred, what the client of partition 1 sends must be acknowledged. Then it reads again:
   * nothing may be missing.
   *
   * <p>If this fails, check for an answer that is written, blocking, in the thread that completes
   * {@code durable()}, or in one that serves several connections.
   */
  @Test
  public final void law404_aClientThatStopsReadingStallsNoOther() throws Exception {
    skipWithoutReplay(404);
    skipUnless(capabilities().answers(), 404, "no clients read answers");
    try (Rig<T> rig = rig()) {
      Law law = law(404, rig);
      rig.production().produce(3);
      rig.start();
      rig.awaitAcknowledged(law);
      rig.system().stopReading(0, true);
      for (int round = 1; round <= ROUNDS; round++) {
        for (int i = 0; i < RECORDS_A_ROUND; i++) {
          rig.production().produce(0, "unread-%d-%d".formatted(round, i));
        }
        rig.production().produce(1, "read-" + round);
        law.await("the other client is answered", () -> rig.system().unacknowledged(1).isEmpty());
      }
      rig.system().stopReading(0, false);
      rig.awaitComplete(law);
    }
  }

  /**
   * Law 604: a frame that is too large closes the connection it came on, and no other; the session
   * goes on.
   *
   * <p>Why: one client that is broken, or means harm, must not disturb those that are well.
   *
   * <p>Steps: all clients are connected; the one of partition 0 sends one frame that is too large.
   * It must have to connect again; the others must not, and everything must be acknowledged.
   *
   * <p>If this fails, check that the exception of a decoder ends in its connection, and not in
   * {@code Intake.fail}.
   */
  @Test
  public final void law604_anOversizedFrameClosesItsConnectionOnly() throws Exception {
    skipUnless(capabilities().frameLimit(), 604, "no frame is too large");
    try (Rig<T> rig = rig()) {
      Law law = law(604, rig);
      rig.production().produce(3);
      rig.start();
      rig.awaitAcknowledged(law);
      int own = rig.system().connects(0);
      int other = rig.system().connects(1);
      rig.system().produceOversized(0);
      law.await("the connection of the frame is closed", () -> rig.system().connects(0) > own);
      rig.production().produce(3);
      rig.awaitComplete(law);
      law.require(
          rig.system().connects(1) == other, "another client had to connect again, as well");
      law.require(rig.log().count(Kind.OPENING) == 1, "the session did not last");
    }
  }
}
