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
   * The number of a message. Called by the thread that serves the connections; must not block.
   *
   * @throws Exception if it has none: it is poison then
   */
  MessageNumber numberOf(byte[] message) throws Exception;
}
