// SPDX-License-Identifier: Apache-2.0
package io.holdfast.it.rig;

/**
 * What a driver says of a receiver.
 *
 * @param millis when it said so
 * @param what {@code started}, {@code error}, {@code stopped} or {@code killed}
 * @param stream the number of the stream
 * @param executor the id of the executor
 */
public record ReceiverEvent(long millis, String what, int stream, String executor) {
  static ReceiverEvent parse(String line) {
    String[] words = line.split(" ", 4);
    return new ReceiverEvent(
        Long.parseLong(words[0]), words[1], Integer.parseInt(words[2]), words[3]);
  }
}
