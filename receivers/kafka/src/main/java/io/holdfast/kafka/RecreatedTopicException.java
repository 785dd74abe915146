// SPDX-License-Identifier: Apache-2.0
package io.holdfast.kafka;

import org.apache.kafka.common.Uuid;

/** A topic was deleted and created again while it was read. Ends the session. */
final class RecreatedTopicException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  private final String topic;

  RecreatedTopicException(String topic, Uuid before, Uuid now) {
    super(
        ("the topic %s was deleted and created again: its id was %s and is %s; what of the old one"
                + " was not read is lost, and the new one is read from its beginning")
            .formatted(topic, before, now));
    this.topic = topic;
  }

  String topic() {
    return topic;
  }
}
