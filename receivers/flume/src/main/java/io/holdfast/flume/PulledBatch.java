// SPDX-License-Identifier: Apache-2.0
package io.holdfast.flume;

import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * What a sink answers to a poll: events that it holds until it is told what became of them, or why
 * there are none.
 *
 * @param error empty unless the sink has failed; then it holds nothing
 * @param sequenceNumber names the events to the sink
 * @param sinceNanos when the answer came, and the sink had begun to wait at the latest
 */
record PulledBatch(String error, String sequenceNumber, List<FlumeEvent> events, long sinceNanos) {

  /** As much of it as is good in a log. */
  private static final int MAX_ERROR = 500;

  PulledBatch {
    error = error.length() > MAX_ERROR ? error.substring(0, MAX_ERROR) + ".." : error;
  }

  static PulledBatch failed(String error) {
    return new PulledBatch(error, "", Collections.emptyList(), 0);
  }

  static PulledBatch read(AvroReader in, byte[] bytes, int maxEvents, long sinceNanos) {
    String error = in.readString();
    String sequenceNumber = in.readString();
    return new PulledBatch(
        error, sequenceNumber, FlumeEvent.readAll(in, bytes, maxEvents), sinceNanos);
  }

  boolean isError() {
    return !error.isEmpty();
  }

  /** Whether more was asked for than the channel gives away in one transaction. */
  boolean isTooMany() {
    return error.toLowerCase(Locale.ROOT).contains("capacity");
  }
}
