// SPDX-License-Identifier: Apache-2.0
package io.holdfast.flume;

import io.holdfast.core.HoldfastKryoRegistrator;
import org.apache.spark.SparkConf;
import org.apache.spark.serializer.JavaSerializer;
import org.apache.spark.serializer.KryoSerializer;
import org.apache.spark.serializer.Serializer;
import org.apache.spark.serializer.SerializerInstance;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/** How Spark copies a receiver to an executor. */
enum SparkCopy {
  JAVA {
    @Override
    Serializer serializer(SparkConf conf) {
      return new JavaSerializer(conf);
    }
  },
  KRYO {
    @Override
    Serializer serializer(SparkConf conf) {
      return new KryoSerializer(conf);
    }
  },
  /** As of a job that allows only what is registered. */
  REGISTERED_KRYO {
    @Override
    Serializer serializer(SparkConf conf) {
      return new KryoSerializer(
          conf.set("spark.kryo.registrationRequired", "true")
              .set(
                  "spark.kryo.registrator",
                  HoldfastKryoRegistrator.class.getName()
                      + ","
                      + FlumeKryoRegistrator.class.getName()));
    }
  };

  abstract Serializer serializer(SparkConf conf);

  /** A copy that has been bytes in between. */
  <T> T of(T original) {
    SerializerInstance serializer = serializer(new SparkConf(false)).newInstance();
    ClassTag<T> type = ClassTag$.MODULE$.apply(original.getClass());
    return serializer.deserialize(serializer.serialize(original, type), type);
  }
}
