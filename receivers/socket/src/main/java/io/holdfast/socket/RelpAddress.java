// SPDX-License-Identifier: Apache-2.0
package io.holdfast.socket;

import java.io.Serializable;

/** Where to listen: the first free port of a range. Immutable; travels with the receiver. */
final class RelpAddress implements Serializable {
  private static final long serialVersionUID = 1L;

  private final String host;
  private final int firstPort;
  private final int lastPort;

  RelpAddress(String host, int firstPort, int lastPort) {
    this.host = host;
    this.firstPort = firstPort;
    this.lastPort = lastPort;
  }

  String host() {
    return host;
  }

  int firstPort() {
    return firstPort;
  }

  int lastPort() {
    return lastPort;
  }

  @Override
  public String toString() {
    return host + ":" + firstPort + (lastPort > firstPort ? "-" + lastPort : "");
  }
}
