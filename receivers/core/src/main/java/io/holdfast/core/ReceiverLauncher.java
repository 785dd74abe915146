// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core;

import io.holdfast.core.internal.Launch;
import io.holdfast.core.internal.Launcher;

/** Reaches what a receiver does not show to those who write one. */
final class ReceiverLauncher implements Launcher {
  private static final long serialVersionUID = 1L;

  @Override
  public void launch(ReliableReceiver<?> receiver, Launch launch) {
    receiver.launch(launch);
  }
}
