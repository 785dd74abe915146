// SPDX-License-Identifier: Apache-2.0
package io.holdfast.socket;

import io.holdfast.testkit.ClientProtocol;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Messages by RELP as librelp sends them, transactions from 2 on; the window has no bound. */
final class RelpProtocol implements ClientProtocol<String> {
  /** A message that is no UTF-8. */
  static final String MALFORMED = "malformed";

  private static final byte[] MALFORMED_BYTES = {'b', (byte) 0xC3, '('};
  private static final int TOO_LARGE = 1 << 20;

  private RelpWire answers;
  private int sent = 1;
  private int answered = 1;

  @Override
  public void open(InputStream in, OutputStream out) throws IOException {
    out.write(RelpWire.frame(sent, "open", RelpWire.OFFER));
    answers = new RelpWire(in);
    String answer = answers.read();
    if (!answer.startsWith("1 rsp ") || !answer.contains(" 200 OK\nrelp_version=0\n")) {
      throw new IOException("an open that was answered " + answer);
    }
  }

  @Override
  public byte[] request(String text) {
    byte[] message =
        text.equals(MALFORMED) ? MALFORMED_BYTES : text.getBytes(StandardCharsets.UTF_8);
    return RelpWire.frame(++sent, "syslog", message);
  }

  @Override
  public byte[] oversized() {
    return RelpWire.frame(sent + 1, "syslog", new byte[TOO_LARGE]);
  }

  @Override
  public int readAnswers(InputStream in) throws IOException {
    String answer = answers.read();
    if (!answer.equals("%d rsp 6 200 OK".formatted(++answered))) {
      throw new IOException("an answer that is not due: " + answer);
    }
    return 1;
  }
}
