// SPDX-License-Identifier: Apache-2.0
package io.holdfast.benchmarks;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Answers each frame of RELP with OK, and looks at no more of it than it has to. */
final class NullRelp {
  private static final int BUFFER_BYTES = 256 * 1024;
  private static final byte[] OK = " rsp 6 200 OK\n".getBytes(StandardCharsets.US_ASCII);

  private final byte[] input = new byte[BUFFER_BYTES];
  private int from;
  private int until;

  private NullRelp() {}

  static void answer(Socket socket) throws IOException {
    new NullRelp().serve(socket);
  }

  private void serve(Socket socket) throws IOException {
    InputStream in = socket.getInputStream();
    ByteArrayOutputStream answers = new ByteArrayOutputStream();
    int read = in.read(input);
    while (read > 0) {
      until += read;
      for (int end = frameEnd(); end > 0; end = frameEnd()) {
        answers.write(input, from, after(' ', from) - 1 - from);
        answers.writeBytes(OK);
        from = end;
      }
      answers.writeTo(socket.getOutputStream());
      answers.reset();
      System.arraycopy(input, from, input, 0, until - from);
      until -= from;
      from = 0;
      read = in.read(input, until, input.length - until);
    }
  }

  /** Where the first frame ends; negative if it has not come to its end. */
  private int frameEnd() {
    int at = after(' ', after(' ', from));
    int length = 0;
    while (at > 0 && at < until && input[at] >= '0' && input[at] <= '9') {
      length = 10 * length + input[at++] - '0';
    }
    int end = at + 1 + (length == 0 ? 0 : length + 1); // a line feed, and a space before data
    return at > 0 && end <= until ? end : -1;
  }

  /** What follows a byte; negative if it has not come. */
  private int after(char which, int start) {
    int at = start;
    while (at >= 0 && at < until && input[at] != which) {
      at++;
    }
    return at >= 0 && at < until ? at + 1 : -1;
  }
}
