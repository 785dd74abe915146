// SPDX-License-Identifier: Apache-2.0
package io.holdfast.benchmarks;

import io.holdfast.parts.FreePorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.concurrent.TimeoutException;

/** Ports of the loopback interface. */
final class Ports {
  private Ports() {}

  static int free() {
    return FreePorts.choose(1).get(0);
  }

  /** Waits until somebody listens there. */
  static void await(int port) throws InterruptedException, TimeoutException {
    CountingJob.await("a listener at port " + port, () -> isListening(port));
  }

  private static boolean isListening(int port) {
    try (Socket probe = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return probe.isConnected();
    } catch (IOException e) {
      return false;
    }
  }
}
