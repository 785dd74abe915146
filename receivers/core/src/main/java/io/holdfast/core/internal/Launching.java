// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal;

import io.holdfast.core.ReliableReceiver;
import java.io.Serializable;

/** How a stream tells its receiver what it is launched with, which is no business of a user's. */
public interface Launching extends Serializable {

  /** To be called on the driver just before Spark sends the receiver to an executor. */
  void launch(ReliableReceiver<?> receiver, Launch launch);
}
