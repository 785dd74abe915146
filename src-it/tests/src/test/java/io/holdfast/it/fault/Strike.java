// SPDX-License-Identifier: Apache-2.0
package io.holdfast.it.fault;

/**
 * A fault that has struck a source's receiver, its system or what is between them.
 *
 * @param millis when
 * @param sent how many records the source's system had then
 * @param acknowledged how many of them it knew to be delivered, or more: asked after the first
 * @param counted how many of them had been counted
 * @param observed what shows that it has happened
 */
public record Strike(long millis, long sent, long acknowledged, long counted, String observed) {
  /** How many records were in flight, at least. */
  public long unacknowledged() {
    return sent - acknowledged;
  }

  /** The same, with what was observed. */
  public Strike observed(String what) {
    return new Strike(millis, sent, acknowledged, counted, what);
  }
}
