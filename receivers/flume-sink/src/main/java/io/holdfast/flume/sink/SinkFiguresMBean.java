// SPDX-License-Identifier: Apache-2.0
package io.holdfast.flume.sink;

import org.apache.flume.instrumentation.SinkCounterMBean;

/** What JMX and Flume's other reporters show of a sink, beside what they show of any. */
public interface SinkFiguresMBean extends SinkCounterMBean {
  /** Batches whose client has refused them. */
  long getBatchNackCount();

  /** Batches that were not acknowledged in time, and may come twice for it. */
  long getBatchTimeoutCount();

  /** Batches whose client went away before it had acknowledged them. */
  long getBatchClientGoneCount();

  /** Acknowledgements of batches that were no longer open: those come twice. */
  long getLateAckCount();

  /** Connections closed since there were too many. */
  long getConnectionRefusedCount();
}
