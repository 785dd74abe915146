// SPDX-License-Identifier: Apache-2.0
package io.holdfast.benchmarks.sender;

import java.io.IOException;

/** How records are sent. */
public enum Protocol {
  /** Batches, as an agent's avro sink sends them: the next one when the last is answered. */
  FLUME {
    @Override
    Client open(Order order) throws IOException {
      return new FlumeClient(order);
    }
  },
  /** RELP with a window. */
  RELP {
    @Override
    Client open(Order order) throws IOException {
      return new RelpClient(order);
    }
  },
  /** Lines, to the first who connects; nothing is answered. */
  LINES {
    @Override
    Client open(Order order) throws IOException {
      return new LineClient(order);
    }
  };

  /** A connection that is ready to send. */
  abstract Client open(Order order) throws IOException;
}
