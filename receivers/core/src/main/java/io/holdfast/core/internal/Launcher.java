// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal;

import io.holdfast.core.ReliableReceiver;
import java.io.Serializable;

/** Tells a receiver how it is launched. Kept in the checkpoint with the stream of the receiver. */
public interface Launcher extends Serializable {

  /** To be called on the driver, each time it launches the receiver. */
  void launch(ReliableReceiver<?> receiver, Launch launch);
}
