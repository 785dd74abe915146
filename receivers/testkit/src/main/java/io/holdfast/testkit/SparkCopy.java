// SPDX-License-Identifier: Apache-2.0
package io.holdfast.testkit;

import io.holdfast.core.HoldfastKryoRegistrator;
import org.apache.spark.SparkConf;
import org.apache.spark.serializer.JavaSerializer;
import org.apache.spark.serializer.KryoRegistrator;
import org.apache.spark.serializer.KryoSerializer;
import org.apache.spark.serializer.Serializer;
import org.apache.spark.serializer.SerializerInstance;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/** How Spark copies a receiver to an executor; for tests with each of them as a parameter. */
public enum SparkCopy {
  /** As of a job that sets nothing. */
  JAVA {
    @Override
    Serializer serializer(Class<? extends KryoRegistrator> registrator) {
      return new JavaSerializer(new SparkConf(false));
    }
  },

  /** As of a job whose serializer is Kryo, and that names no registrator. */
  KRYO {
    @Override
    Serializer serializer(Class<? extends KryoRegistrator> registrator) {
      return new KryoSerializer(new SparkConf(false));
    }
  },

  /** As of a job that allows only what is registered. */
  REGISTERED_KRYO {
    @Override
    Serializer serializer(Class<? extends KryoRegistrator> registrator) {
      String core = HoldfastKryoRegistrator.class.getName();
      return new KryoSerializer(
          new SparkConf(false)
              .set("spark.kryo.registrationRequired", "true")
              .set("spark.kryo.registrator", core + "," + registrator.getName()));
    }
  };

  abstract Serializer serializer(Class<? extends KryoRegistrator> registrator);

  /**
   * A copy that has been bytes in between.
   *
   * @param registrator of the receiver's module, to be named after core's
   */
  public <T> T of(T original, Class<? extends KryoRegistrator> registrator) {
    SerializerInstance serializer = serializer(registrator).newInstance();
    ClassTag<T> type = ClassTag$.MODULE$.apply(original.getClass());
    return serializer.deserialize(serializer.serialize(original, type), type);
  }
}
