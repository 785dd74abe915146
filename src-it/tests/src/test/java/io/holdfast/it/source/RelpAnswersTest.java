// SPDX-License-Identifier: Apache-2.0
package io.holdfast.it.source;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RelpAnswersTest {
  private static final String STREAM =
      "1 rsp 66 200 OK\nrelp_version=0\nrelp_software=x\ncommands=syslog\n"
          + "2 rsp 6 200 OK\n3 rsp 6 200 OK\n4 rsp 9 500 later\n5 rsp 6 200 OK\n6 rsp 0\n";

  @Test
  void positiveAnswersToMessagesAreCounted() {
    RelpAnswers answers = new RelpAnswers();
    answers.accept(STREAM.getBytes(US_ASCII));
    assertThat(answers.positive()).isEqualTo(3);
  }

  @Test
  void alsoIfTheyComeInPieces() {
    RelpAnswers answers = new RelpAnswers();
    for (byte each : STREAM.getBytes(US_ASCII)) {
      answers.accept(new byte[] {each});
    }
    assertThat(answers.positive()).isEqualTo(3);
  }
}
