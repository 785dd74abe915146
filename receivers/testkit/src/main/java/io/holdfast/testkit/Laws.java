// SPDX-License-Identifier: Apache-2.0
package io.holdfast.testkit;

import io.holdfast.core.PushSource;
import io.holdfast.core.ReceiverSettings;
import io.holdfast.core.ReliableReceiver;
import io.holdfast.testkit.Event.Kind;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;

/**
 * What every law is checked with. The laws are split by their hundreds into classes that extend
 * each other; {@link ReceiverVerification} is the last one.
 */
abstract class Laws<T> {

  /**
   * Starts a fresh system, or a fresh part of one that runs, such as a topic with a name of its
   * own. Called once for each law, which closes it.
   */
  protected abstract ExternalSystem<T> startSystem() throws Exception;

  /**
   * Makes the receiver under test.
   *
   * @param system what it is to receive from: one that {@link #startSystem} returned
   * @param settings what it must be made with; laws count on them
   */
  protected abstract ReliableReceiver<T> createReceiver(
      ExternalSystem<T> system, ReceiverSettings settings);

  /** What the receiver and its system can do; everything, unless overridden. */
  protected Capabilities capabilities() {
    return Capabilities.all();
  }

  final Rig<T> rig(ReceiverSettings settings) throws Exception {
    return new Rig<>(this, settings);
  }

  final Rig<T> rig() throws Exception {
    return rig(Settings.standard());
  }

  static <T> Law law(int number, Rig<T> rig) {
    return new Law(number, rig.log());
  }

  static void skipUnless(boolean applies, int law, String otherwise) {
    Assumptions.assumeTrue(applies, "law %d does not apply: %s".formatted(law, otherwise));
  }

  final void skipWithoutReplay(int law) {
    skipUnless(capabilities().replay(), law, "the system delivers nothing again");
  }

  final void skipWithoutNetwork(int law) {
    skipUnless(capabilities().network(), law, "there is no network to cut");
  }

  final void skipWithoutMalformed(int law) {
    skipUnless(capabilities().malformed(), law, "nothing is malformed");
  }

  /** Whether the rig's receiver, which has been started, is called by its system. */
  static <T> boolean pushes(Rig<T> rig, Law law) throws InterruptedException {
    rig.await(law, Kind.OPENED);
    law.await("a source was opened", () -> !rig.sources().isEmpty());
    return pushes(rig);
  }

  /** Whether the rig's receiver has opened a source, and is called by its system. */
  static <T> boolean pushes(Rig<T> rig) {
    return !rig.sources().isEmpty() && rig.sources().get(0) instanceof PushSource;
  }

  /** Whether the system considers nothing acknowledged that is not durable. */
  static <T> boolean isOnlyDurableAcknowledged(Rig<T> rig) throws Exception {
    Set<T> acknowledged = rig.production().acknowledged(); // first: what is durable only grows
    acknowledged.removeAll(new HashSet<>(rig.store().durable()));
    return acknowledged.isEmpty();
  }

  /** Whether all that was produced is in some durable block. */
  static <T> boolean isAllDurable(Rig<T> rig) {
    return new HashSet<>(rig.store().durable()).containsAll(rig.production().all());
  }

  /** How many records the engine has taken from the source. */
  static <T> long takenByEngine(Rig<T> rig) {
    return rig.log().all().stream()
        .filter(event -> event.kind() == Kind.POLLED || event.kind() == Kind.SUBMITTED)
        .mapToLong(event -> event.items().size())
        .sum();
  }

  /** The size of the largest batch that the source has handed over, at least 1. */
  static <T> long largestBatch(Rig<T> rig) {
    return rig.log().all().stream()
        .filter(event -> event.kind() == Kind.POLLED || event.kind() == Kind.SUBMITTING)
        .mapToLong(event -> event.items().size())
        .max()
        .orElse(1);
  }
}
