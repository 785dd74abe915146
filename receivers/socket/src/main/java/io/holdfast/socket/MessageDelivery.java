// SPDX-License-Identifier: Apache-2.0
package io.holdfast.socket;

import java.io.Serializable;

/** Makes batches of messages; travels with the receiver. */
interface MessageDelivery<T> extends Serializable {

  /** A batch without messages yet. */
  MessageBatch<T> begin();
}
