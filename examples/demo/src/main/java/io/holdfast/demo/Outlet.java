// SPDX-License-Identifier: Apache-2.0
package io.holdfast.demo;

import java.io.IOException;
import java.util.List;

/** Where an {@link OutletFeed} writes its lines. Used by one thread, and closed by another. */
interface Outlet extends AutoCloseable {
  /** Waits until somebody is there to take lines. */
  void open() throws IOException, InterruptedException;

  /**
   * Hands lines over, in their order. What this means, the source knows: with a source that answers
   * it returns when they are answered.
   */
  void write(List<byte[]> lines) throws IOException;

  @Override
  void close();
}
