// SPDX-License-Identifier: Apache-2.0
package com.example.queue;

import io.holdfast.core.ReceiverSettings;
import io.holdfast.core.ReliableReceiver;
import io.holdfast.core.Source;
import io.holdfast.core.SourceContext;

/** Receives the messages of a queue. */
public final class QueueReceiver extends ReliableReceiver<String> {
  private static final long serialVersionUID = 1L;

  private final String queue;

  /** A receiver of the queue of that name. */
  public QueueReceiver(String queue, ReceiverSettings settings) {
    super(settings);
    this.queue = queue;
  }

  @Override
  protected Source<String> open(SourceContext context) throws Exception {
    return new QueueSource(WorkQueue.connect(queue));
  }
}
