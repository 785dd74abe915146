// SPDX-License-Identifier: Apache-2.0
package io.holdfast.flume;

import java.nio.ByteBuffer;

/** Frames that a sink should not send. */
final class SinkFrames {
  private SinkFrames() {}

  /** The beginning of a frame that says how many buffers come, and how long the first is. */
  static byte[] announcing(int serial, int buffers, int length) {
    return ByteBuffer.allocate(3 * Integer.BYTES)
        .putInt(serial)
        .putInt(buffers)
        .putInt(length)
        .array();
  }
}
