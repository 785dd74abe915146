// SPDX-License-Identifier: Apache-2.0
package io.holdfast.pipeline.totals;

import com.esotericsoftware.kryo.Kryo;
import org.apache.spark.serializer.KryoRegistrator;

/**
 * Registers with Kryo what travels with a receiver whose job has {@link JdbcTotals}, for jobs that
 * set {@code spark.kryo.registrationRequired=true}: name it in {@code spark.kryo.registrator} after
 * those of the receivers, with a comma between.
 */
public final class TotalsKryoRegistrator implements KryoRegistrator {

  @Override
  public void registerClasses(Kryo kryo) {
    kryo.register(JdbcTotals.class);
    kryo.register(Database.class);
  }
}
