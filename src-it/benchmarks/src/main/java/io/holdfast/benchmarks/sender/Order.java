// SPDX-License-Identifier: Apache-2.0
package io.holdfast.benchmarks.sender;

import java.util.Scanner;

/**
 * What is to be sent, and to whom on the loopback interface.
 *
 * @param port where to connect to; for lines, where to listen
 * @param connections how many send at once
 * @param batch records of a batch; of RELP, how many may be without an answer
 * @param bytes of a record
 * @param idle connections that are opened besides, and send nothing but what opens them
 * @param millis for how long new records are sent
 */
public record Order(
    Protocol protocol, int port, int connections, int batch, int bytes, int idle, long millis) {

  String toLine() {
    return "%s %d %d %d %d %d %d"
        .formatted(protocol, port, connections, batch, bytes, idle, millis);
  }

  static Order parse(String line) {
    Scanner in = new Scanner(line);
    return new Order(
        Protocol.valueOf(in.next()),
        in.nextInt(),
        in.nextInt(),
        in.nextInt(),
        in.nextInt(),
        in.nextInt(),
        in.nextLong());
  }
}
