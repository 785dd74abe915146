// SPDX-License-Identifier: Apache-2.0
package io.holdfast.benchmarks.sender;

import java.io.Closeable;
import java.io.IOException;

/** One connection of the sender. One thread. */
interface Client extends Closeable {

  /**
   * Sends what may be sent now, and waits for answers, but not for all.
   *
   * @return how many records were answered
   * @throws IOException also if an answer is not OK
   */
  int exchange() throws IOException;

  /** Waits for the answers that are missing; returns how many they were. */
  int finish() throws IOException;
}
