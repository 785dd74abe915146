// SPDX-License-Identifier: Apache-2.0
package io.holdfast.parts;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

class FreePortsTest {
  @Test
  void chosen_ports_differ_and_can_be_bound() throws Exception {
    assertThat(FreePorts.choose(20)).hasSize(20).doesNotHaveDuplicates();
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), FreePorts.choose(1).get(0)));
      assertThat(socket.isBound()).isTrue();
    }
  }
}
