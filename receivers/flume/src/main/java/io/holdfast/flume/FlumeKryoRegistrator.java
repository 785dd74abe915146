// SPDX-License-Identifier: Apache-2.0
package io.holdfast.flume;

import com.esotericsoftware.kryo.Kryo;
import org.apache.spark.serializer.KryoRegistrator;

/**
 * Registers with Kryo what travels with a {@link FlumePushReceiver} or a {@link FlumePullReceiver}
 * and its events, for jobs that set {@code spark.kryo.registrationRequired=true}: name it in {@code
 * spark.kryo.registrator} after {@link io.holdfast.core.HoldfastKryoRegistrator}, with a comma
 * between. A {@link BindListener} of your own is yours to register.
 *
 * <p>The order of registrations is part of the format of a write-ahead log: a job that is to be
 * recovered must not change it, nor the order of its registrators.
 */
public final class FlumeKryoRegistrator implements KryoRegistrator {

  @Override
  public void registerClasses(Kryo kryo) {
    kryo.register(FlumeEvent.class, new FlumeEventSerializer());
    kryo.register(FlumePushReceiver.class);
    kryo.register(PushSettings.class);
    kryo.register(TlsSettings.class);
    kryo.register(PlainDelivery.class);
    kryo.register(PositionedDelivery.class);
    kryo.register(NoListener.class);
    kryo.register(FlumePullReceiver.class);
    kryo.register(PullSettings.class);
    kryo.register(SinkAddress.class);
    kryo.register(SinkAddress[].class);
  }
}
