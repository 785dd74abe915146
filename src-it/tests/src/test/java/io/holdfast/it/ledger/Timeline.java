// SPDX-License-Identifier: Apache-2.0
package io.holdfast.it.ledger;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** How many records of a source were sent, acknowledged and counted, over time. Thread-safe. */
public final class Timeline {
  private final List<Sample> samples = new ArrayList<>();

  /** What was seen at one time. */
  public record Sample(long millis, long sent, long acknowledged, long counted) {}

  /** Adds what was seen at a time, which is not before that of the sample before. */
  public synchronized void add(long millis, long sent, long acknowledged, long counted) {
    samples.add(new Sample(millis, sent, acknowledged, counted));
  }

  /** When more was acknowledged than at a time, and after it; empty if nothing was. */
  public synchronized OptionalLong acknowledgedAfter(long millis) {
    long then =
        samples.stream()
            .filter(sample -> sample.millis() <= millis)
            .mapToLong(Sample::acknowledged)
            .max()
            .orElse(0);
    return samples.stream()
        .filter(sample -> sample.millis() > millis && sample.acknowledged() > then)
        .mapToLong(Sample::millis)
        .findFirst();
  }

  /** All samples so far, in the order of time. */
  public synchronized List<Sample> samples() {
    return new ArrayList<>(samples);
  }
}
