// SPDX-License-Identifier: Apache-2.0
package io.holdfast.kafka;

import com.esotericsoftware.kryo.Kryo;
import org.apache.kafka.common.TopicPartition;
import org.apache.spark.serializer.KryoRegistrator;

/**
 * Registers with Kryo what travels with a {@link KafkaReceiver}, for jobs that set {@code
 * spark.kryo.registrationRequired=true}: name it in {@code spark.kryo.registrator} after {@link
 * io.holdfast.core.HoldfastKryoRegistrator}, with a comma between. A decoder of your own, and its
 * records, are yours to register.
 *
 * <p>The order of registrations is part of the format of a write-ahead log: a job that is to be
 * recovered must not change it, nor the order of its registrators.
 */
public final class KafkaKryoRegistrator implements KryoRegistrator {

  @Override
  public void registerClasses(Kryo kryo) {
    kryo.register(KafkaReceiver.class);
    kryo.register(PlainDelivery.class);
    kryo.register(PositionedDelivery.class);
    kryo.register(StringDecoder.class);
    kryo.register(TopicSubscription.class);
    kryo.register(PatternSubscription.class);
    kryo.register(PartitionSubscription.class);
    kryo.register(TopicPartition.class);
    kryo.register(Start.class);
    kryo.register(Start.Kind.class);
    kryo.register(GapPolicy.class);
  }
}
