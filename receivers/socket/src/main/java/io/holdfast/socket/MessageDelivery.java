// SPDX-License-Identifier: Apache-2.0
package io.holdfast.socket;

import io.holdfast.core.RecordBatch;
import java.io.Serializable;

/** Makes the batch of one message; travels with the receiver. */
interface MessageDelivery<T> extends Serializable {
  /** What a record takes beside its bytes: the object, its array, its place in the list. */
  int OVERHEAD_BYTES = 64;

  /**
   * The batch of a message.
   *
   * @throws Exception if the message is poison
   */
  RecordBatch<T> deliver(byte[] message) throws Exception;
}
