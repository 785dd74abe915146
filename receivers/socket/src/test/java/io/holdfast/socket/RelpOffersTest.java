// SPDX-License-Identifier: Apache-2.0
package io.holdfast.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RelpOffersTest {

  private static String refusal(String offers) {
    return RelpOffers.refusal(offers.getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        RelpWire.OFFER,
        "\nrelp_version=0\nrelp_software=RLP-01\ncommands=syslog\n",
        "relp_version=1\ncommands=eventlog,syslog\nunknown=offer",
        ""
      })
  void takesWhatClientsOffer(String offers) {
    assertThat(refusal(offers)).isNull();
  }

  @Test
  void refusesWhoCannotSendMessages() {
    assertThat(refusal("relp_version=0\ncommands=eventlog"))
        .isEqualTo("required command not supported by client");
    assertThat(refusal("relp_version=\ncommands=syslog")).isEqualTo("relp_version is no number");
    assertThat(refusal("relp_version=new\n")).isEqualTo("relp_version is no number");
    assertThat(refusal("x".repeat(40_000))).isEqualTo("too many offers");
  }
}
