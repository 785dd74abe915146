// SPDX-License-Identifier: Apache-2.0
package io.holdfast.socket;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** The client's side of RELP's frames, written from its description and not from the receiver. */
final class RelpWire {
  static final String OFFER =
      "relp_version=0\nrelp_software=librelp,1.11.0,http://librelp.adiscon.com\ncommands=syslog";

  private final InputStream in;

  RelpWire(InputStream in) {
    this.in = new BufferedInputStream(in, 64);
  }

  static byte[] frame(long transaction, String command, byte[] data) {
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    frame.writeBytes(
        (transaction + " " + command + " " + data.length).getBytes(StandardCharsets.US_ASCII));
    if (data.length > 0) {
      frame.write(' ');
      frame.writeBytes(data);
    }
    frame.write('\n');
    return frame.toByteArray();
  }

  static byte[] frame(long transaction, String command, String data) {
    return frame(transaction, command, data.getBytes(StandardCharsets.UTF_8));
  }

  /** The next frame, its parts with a space between; an EOFException at the end. */
  String read() throws IOException {
    String transaction = word();
    String command = word();
    StringBuilder length = new StringBuilder();
    int next = next();
    for (; next != ' ' && next != '\n'; next = next()) {
      length.append((char) next);
    }
    byte[] data = new byte[Integer.parseInt(length.toString())];
    if (next == ' ') {
      for (int i = 0; i < data.length; i++) {
        data[i] = (byte) next();
      }
      if (next() != '\n') {
        throw new IOException("a frame without its end");
      }
    }
    return "%s %s %s %s"
        .formatted(transaction, command, length, new String(data, StandardCharsets.UTF_8))
        .trim();
  }

  private String word() throws IOException {
    StringBuilder word = new StringBuilder();
    for (int next = next(); next != ' '; next = next()) {
      word.append((char) next);
    }
    return word.toString();
  }

  private int next() throws IOException {
    int next = in.read();
    if (next < 0) {
      throw new EOFException("the server has closed the connection");
    }
    return next;
  }
}
