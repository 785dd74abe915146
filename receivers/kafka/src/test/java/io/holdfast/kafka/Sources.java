// SPDX-License-Identifier: Apache-2.0
package io.holdfast.kafka;

import io.holdfast.core.Positioned;
import io.holdfast.testkit.FakeContext;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;

/** Sources of {@link FakeConsumer#TOPIC} that begin at its beginning and fail at a gap. */
final class Sources {
  private Sources() {}

  /** One of plain records. */
  static KafkaSource<String> plain(
      FakeConsumer consumer,
      TopicIds topicIds,
      FakeContext context,
      Duration stopTimeout,
      LongSupplier nanos) {
    return of(
        consumer, new PlainDelivery<>(new StringDecoder()), topicIds, context, stopTimeout, nanos);
  }

  /** One of records with positions. */
  static KafkaSource<Positioned<String>> positioned(
      FakeConsumer consumer,
      TopicIds topicIds,
      FakeContext context,
      Duration stopTimeout,
      LongSupplier nanos) {
    return of(
        consumer,
        new PositionedDelivery<>(new StringDecoder()),
        topicIds,
        context,
        stopTimeout,
        nanos);
  }

  private static <T> KafkaSource<T> of(
      FakeConsumer consumer,
      Delivery<T> delivery,
      TopicIds topicIds,
      FakeContext context,
      Duration stopTimeout,
      LongSupplier nanos) {
    return new KafkaSource<>(
        consumer,
        new TopicSubscription(List.of(FakeConsumer.TOPIC)),
        new BatchDecoder<>(delivery, context),
        topicIds,
        Start.earliest(),
        GapPolicy.FAIL,
        context,
        stopTimeout,
        nanos);
  }
}
