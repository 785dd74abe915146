// SPDX-License-Identifier: Apache-2.0
package io.holdfast.flume;

/** Nobody wants to know. */
final class NoListener implements BindListener {
  private static final long serialVersionUID = 1L;

  @Override
  public void bound(String host, int port) {}
}
