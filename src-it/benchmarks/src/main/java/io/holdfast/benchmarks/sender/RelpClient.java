// SPDX-License-Identifier: Apache-2.0
package io.holdfast.benchmarks.sender;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * Speaks RELP with as little work as can be: sends as many messages in one piece as its window has
 * room for, and then reads what has been answered.
 */
final class RelpClient implements Client {
  private static final int BUFFER_BYTES = 64 * 1024;
  private static final int MAX_HEADER = 32;
  private static final int FAREWELL_MILLIS = 5_000;
  private static final byte[] OK = " rsp 6 200 OK\n".getBytes(StandardCharsets.US_ASCII);
  private static final String OFFERS = "relp_version=0\nrelp_software=benchmark\ncommands=syslog";
  private static final String PREFIX = "<13>Nov 28 12:00:00 sender benchmark: ";

  private final Socket socket;
  private final OutputStream out;
  private final InputStream in;
  private final int window;
  private final byte[] message;
  private final byte[] output;
  private final byte[] input = new byte[BUFFER_BYTES];
  private int from;
  private int until;

  /** The next message's number, and the next answer's; both begin after that of the open. */
  private int next = 2;

  private int answered = 2;

  RelpClient(Order order) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), order.port());
    socket.setTcpNoDelay(true);
    out = socket.getOutputStream();
    in = socket.getInputStream();
    window = order.batch();
    message = message(order.bytes());
    output = new byte[window * (MAX_HEADER + message.length)];
    open();
  }

  /** What comes after the number of a frame. */
  private static byte[] message(int bytes) {
    String text =
        PREFIX + new String(Text.of(bytes - PREFIX.length(), 1), StandardCharsets.US_ASCII);
    return " syslog %d %s\n".formatted(bytes, text).getBytes(StandardCharsets.US_ASCII);
  }

  private void open() throws IOException {
    out.write(
        "1 open %d %s\n".formatted(OFFERS.length(), OFFERS).getBytes(StandardCharsets.US_ASCII));
    StringBuilder header = new StringBuilder();
    int spaces = 0;
    while (spaces < 3) {
      char c = (char) read();
      header.append(c);
      spaces += c == ' ' ? 1 : 0;
    }
    if (!header.toString().startsWith("1 rsp ")) {
      throw new IOException("the session is answered with " + header);
    }
    int length = Integer.parseInt(header.substring(6).trim());
    for (int i = 0; i <= length; i++) { // and the line feed
      int unused = read();
    }
  }

  private int read() throws IOException {
    if (from == until) {
      from = 0;
      until = in.read(input);
      if (until < 0) {
        until = 0;
        throw new IOException("%d messages were not answered".formatted(next - answered));
      }
    }
    return input[from++];
  }

  @Override
  public int exchange() throws IOException {
    int length = 0;
    for (; next - answered < window; next++) {
      length = put(next, length);
    }
    out.write(output, 0, length);
    return readAnswers();
  }

  private int put(int number, int at) {
    int end = at;
    int power = 1;
    while (number / power >= 10) {
      power *= 10;
    }
    for (; power > 0; power /= 10) {
      output[end++] = (byte) ('0' + number / power % 10);
    }
    System.arraycopy(message, 0, output, end, message.length);
    return end + message.length;
  }

  /** Waits for one answer, and takes those that have come with it. */
  private int readAnswers() throws IOException {
    int count = 0;
    do {
      readAnswer();
      count++;
    } while (from < until && answered < next);
    return count;
  }

  private void readAnswer() throws IOException {
    int number = 0;
    int c = read();
    for (; c >= '0' && c <= '9'; c = read()) {
      number = 10 * number + c - '0';
    }
    for (byte expected : OK) {
      if (c != expected) {
        throw new IOException("message %d is answered otherwise than OK".formatted(number));
      }
      c = expected == '\n' ? 0 : read();
    }
    if (number != answered) {
      throw new IOException("answer %d came where %d was due".formatted(number, answered));
    }
    answered++;
  }

  @Override
  public int finish() throws IOException {
    int count = 0;
    while (answered < next) {
      count += readAnswers();
    }
    return count;
  }

  /** With a close, if all went well: a client that is just gone is worth a warning. */
  @Override
  public void close() throws IOException {
    try (socket) {
      if (answered == next) {
        socket.setSoTimeout(FAREWELL_MILLIS);
        out.write((next + " close 0\n").getBytes(StandardCharsets.US_ASCII));
        while (read() != '\n') {
          // The answer to it.
        }
      }
    }
  }
}
