// SPDX-License-Identifier: Apache-2.0
package io.holdfast.demo;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.concurrent.TimeUnit;

/** The port that the job's receiver will listen at. */
final class RelpPort {
  private static final long LOOK_MILLIS = 200;

  private RelpPort() {}

  /**
   * Waits until somebody listens: rsyslog may send its first message twice if nobody does. Whoever
   * waits is told elsewhere that the job has ended.
   */
  static void await(int port) throws InterruptedException {
    while (!isListening(port)) {
      TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
    }
  }

  private static boolean isListening(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }
}
