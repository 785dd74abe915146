// SPDX-License-Identifier: Apache-2.0
package io.holdfast.testkit;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Lines, each of which is answered by a line. */
final class LineProtocol implements ClientProtocol<String> {
  private final byte[] some = new byte[64];

  @Override
  public byte[] request(String line) {
    return (line + "\n").getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public byte[] oversized() {
    byte[] tooLarge = new byte[2 * LineConnection.MAX_FRAME];
    Arrays.fill(tooLarge, (byte) 'x');
    return tooLarge;
  }

  @Override
  public int readAnswers(InputStream in) throws IOException {
    int read = in.read(some);
    if (read < 0) {
      throw new EOFException();
    }
    int answers = 0;
    for (int i = 0; i < read; i++) {
      answers += some[i] == '\n' ? 1 : 0;
    }
    return answers;
  }
}
