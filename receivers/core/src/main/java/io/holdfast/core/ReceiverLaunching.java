// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core;

import io.holdfast.core.internal.Launch;
import io.holdfast.core.internal.Launching;

/** Opens the package's own door of the receiver to its stream. */
final class ReceiverLaunching implements Launching {
  private static final long serialVersionUID = 1L;

  @Override
  public void launch(ReliableReceiver<?> receiver, Launch launch) {
    receiver.launch(launch);
  }
}
