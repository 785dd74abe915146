// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core;

import com.esotericsoftware.kryo.Kryo;
import com.twitter.chill.SingletonSerializer;
import io.holdfast.core.internal.BlockMetadata;
import io.holdfast.core.internal.Launch;
import io.holdfast.core.internal.PositionedSerializer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import org.apache.spark.serializer.KryoRegistrator;
import org.apache.spark.storage.StorageLevel;
import org.apache.spark.streaming.receiver.Receiver;
import scala.collection.mutable.WrappedArray;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/**
 * Registers with Kryo what travels with a reliable receiver, for jobs that set {@code
 * spark.kryo.registrationRequired=true}: name it in {@code spark.kryo.registrator}, beside those of
 * the receivers' own modules, with commas between. A receiver of your own, and its records, are
 * yours to register.
 *
 * <p>The order of registrations is part of the format of a write-ahead log: a job that is to be
 * recovered must not change it, nor the order of its registrators.
 */
public final class HoldfastKryoRegistrator implements KryoRegistrator {

  @Override
  public void registerClasses(Kryo kryo) {
    kryo.register(ReceiverSettings.class);
    kryo.register(PoisonPolicy.class);
    kryo.register(Durability.class);
    kryo.register(Launch.class);
    kryo.register(BlockMetadata.class);
    kryo.register(PositionRange.class);
    kryo.register(Positioned.class, new PositionedSerializer());

    // What Spark itself sends along and does not register.
    kryo.register(Receiver[].class);
    kryo.register(WrappedArray.ofRef.class);
    kryo.register(StorageLevel.class);
    kryo.register(ArrayList.class);
    kryo.register(HashMap.class);
    kryo.register(HashSet.class);
    // With the copy of a block to a second executor, of records and of bytes.
    registerSingleton(kryo, ClassTag$.MODULE$.Object());
    registerSingleton(kryo, ClassTag$.MODULE$.Nothing());
  }

  /** Equal to itself only. */
  private static void registerSingleton(Kryo kryo, ClassTag<?> tag) {
    kryo.register(tag.getClass(), new SingletonSerializer<>(tag));
  }
}
