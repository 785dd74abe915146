// SPDX-License-Identifier: Apache-2.0
package io.holdfast.flume.sink;

import org.apache.flume.instrumentation.SinkCounter;

/** Counts. Thread-safe. */
final class SinkFigures extends SinkCounter implements SinkFiguresMBean {
  private static final String NACK = "sink.batch.nack";
  private static final String TIMEOUT = "sink.batch.timeout";
  private static final String CLIENT_GONE = "sink.batch.client.gone";
  private static final String LATE_ACK = "sink.ack.late";
  private static final String REFUSED = "sink.connection.refused";

  SinkFigures(String name) {
    super(name, new String[] {NACK, TIMEOUT, CLIENT_GONE, LATE_ACK, REFUSED});
  }

  void nacked() {
    increment(NACK);
  }

  void timedOut() {
    increment(TIMEOUT);
  }

  void clientGone() {
    increment(CLIENT_GONE);
  }

  void ackedLate() {
    increment(LATE_ACK);
  }

  void refused() {
    increment(REFUSED);
  }

  @Override
  public long getBatchNackCount() {
    return get(NACK);
  }

  @Override
  public long getBatchTimeoutCount() {
    return get(TIMEOUT);
  }

  @Override
  public long getBatchClientGoneCount() {
    return get(CLIENT_GONE);
  }

  @Override
  public long getLateAckCount() {
    return get(LATE_ACK);
  }

  @Override
  public long getConnectionRefusedCount() {
    return get(REFUSED);
  }
}
