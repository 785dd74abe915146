// SPDX-License-Identifier: Apache-2.0
package io.holdfast.flume;

import java.io.Serializable;

/** Where a sink listens. A value, immutable. */
final class SinkAddress implements Serializable {
  private static final long serialVersionUID = 1L;

  private final String host;
  private final int port;

  SinkAddress(String host, int port) {
    this.host = host;
    this.port = port;
  }

  String host() {
    return host;
  }

  int port() {
    return port;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SinkAddress address
        && host.equals(address.host)
        && port == address.port;
  }

  @Override
  public int hashCode() {
    return 31 * host.hashCode() + port;
  }

  @Override
  public String toString() {
    return host + ":" + port;
  }
}
