// SPDX-License-Identifier: Apache-2.0
package io.holdfast.socket;

import com.esotericsoftware.kryo.Kryo;
import org.apache.spark.serializer.KryoRegistrator;

/**
 * Registers with Kryo what travels with the receivers of this package, for jobs that set {@code
 * spark.kryo.registrationRequired=true}: name it in {@code spark.kryo.registrator} after {@link
 * io.holdfast.core.HoldfastKryoRegistrator}, with a comma between. A decoder of your own, and its
 * records, are yours to register.
 *
 * <p>The order of registrations is part of the format of a write-ahead log: a job that is to be
 * recovered must not change it, nor the order of its registrators.
 */
public final class SocketKryoRegistrator implements KryoRegistrator {

  @Override
  public void registerClasses(Kryo kryo) {
    kryo.register(LineReceiver.class);
    kryo.register(LineConnector.class);
    kryo.register(LineFormat.class);
    kryo.register(TextLines.class);
    kryo.register(LongLinePolicy.class);
    kryo.register(UnfinishedLinePolicy.class);
    kryo.register(Tls.class);
    kryo.register(RelpReceiver.class);
    kryo.register(RelpAddress.class);
    kryo.register(RelpLimits.class);
    kryo.register(LargeMessagePolicy.class);
    kryo.register(PlainMessages.class);
    kryo.register(NumberedMessages.class);
    kryo.register(TextMessages.class);
    kryo.register(PermittedPeers.class);
    kryo.register(PatternNumbering.class);
  }
}
