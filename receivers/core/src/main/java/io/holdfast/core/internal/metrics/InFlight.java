// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal.metrics;

import java.util.OptionalLong;

/**
 * What a session has received and not yet acknowledged. Asked by whoever reads the metrics, on any
 * thread.
 */
public interface InFlight {

  /** Nothing, as between two sessions. */
  InFlight NONE =
      new InFlight() {
        @Override
        public long inFlightRecords() {
          return 0;
        }

        @Override
        public long inFlightBytes() {
          return 0;
        }

        @Override
        public int inFlightBlocks() {
          return 0;
        }

        @Override
        public OptionalLong oldestNanos() {
          return OptionalLong.empty();
        }
      };

  /** The records in flight. */
  long inFlightRecords();

  /** The bytes in flight. */
  long inFlightBytes();

  /** The blocks that are sealed and not durable. */
  int inFlightBlocks();

  /** When the oldest batch in flight was handed over, by the engine's clock; empty without one. */
  OptionalLong oldestNanos();
}
