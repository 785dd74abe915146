// SPDX-License-Identifier: Apache-2.0
/**
 * Receivers of what comes over a connection of their own: {@link io.holdfast.socket.RelpReceiver}
 * for RELP, whose senders repeat what was not answered, and {@link io.holdfast.socket.LineReceiver}
 * for lines, which nobody sends twice.
 */
package io.holdfast.socket;
