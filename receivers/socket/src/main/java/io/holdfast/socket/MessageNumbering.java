// SPDX-License-Identifier: Apache-2.0
package io.holdfast.socket;

import java.io.Serializable;

/**
 * Reads the number that whoever has written a message has given it. RELP has none that would
 * outlive a connection, and rsyslog's counters do not outlive a restart of it. Travels with its
 * receiver; a lambda will do.
 */
@FunctionalInterface
public interface MessageNumbering extends Serializable {

  /**
   * Finds the number by a regular expression, at the first place of a message, as UTF-8, that it
   * fits, such as {@code ^\\S+ (?<host>\\S+) \\S+ (?<epoch>\\d+) (?<number>\\d+) }. A message in
   * which it finds none is poison. It is run on each message by the thread that serves the
   * connections: keep it simple.
   *
   * @param regex has the groups {@code host} and {@code epoch}, which together are the name of the
   *     numbering, {@code host@epoch}, and {@code number}. Numbers that never begin anew have no
   *     need of an epoch: its group may be empty
   * @throws IllegalArgumentException if it is no regular expression or has not those groups
   */
  static MessageNumbering matching(String regex) {
    return new PatternNumbering(regex);
  }

  /**
   * The number of a message. Called by the thread that serves the connections; must not block.
   *
   * @throws Exception if it has none: it is poison then
   */
  MessageNumber numberOf(byte[] message) throws Exception;
}
