// SPDX-License-Identifier: Apache-2.0
package io.holdfast.examples;

import com.esotericsoftware.kryo.Kryo;
import org.apache.spark.serializer.KryoRegistrator;

/**
 * Registers with Kryo what travels with a {@link FileTailReceiver}, for jobs that set {@code
 * spark.kryo.registrationRequired=true}: named in {@code spark.kryo.registrator} after {@link
 * io.holdfast.core.HoldfastKryoRegistrator}, with a comma between.
 */
public final class FileTailKryoRegistrator implements KryoRegistrator {
  /** The receiver; its records are strings, and positions stay on their executor. */
  @Override
  public void registerClasses(Kryo kryo) {
    kryo.register(FileTailReceiver.class);
  }
}
