// SPDX-License-Identifier: Apache-2.0
/**
 * Receivers of what comes over a plain TCP connection: {@link io.holdfast.socket.LineReceiver} for
 * lines, which nobody sends twice.
 */
package io.holdfast.socket;
