// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal.driver;

import static io.holdfast.core.internal.driver.Sentences.when;

import java.util.Optional;

/** Rules about what is on the class path of the driver. */
final class ClassPathRules {
  private ClassPathRules() {}

  static Optional<String> kafkaClient(Facts facts) {
    return when(
        facts.outside().directStreamWithNewKafkaClient(),
        () ->
            "The class path has a kafka-clients of 4.0 or later beside spark-streaming-kafka-0-10,"
                + " whose direct stream then delivers nothing and does not say why: use"
                + " kafka-clients 3.9, or take spark-streaming-kafka-0-10 off the class path.");
  }
}
