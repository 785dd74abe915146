// SPDX-License-Identifier: Apache-2.0
package io.holdfast.testkit;

import org.apache.spark.SparkConf;
import org.apache.spark.serializer.JavaSerializer;
import org.apache.spark.serializer.KryoSerializer;
import org.apache.spark.serializer.Serializer;
import org.apache.spark.serializer.SerializerInstance;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/** How Spark brings a receiver to an executor. */
enum Travel {
  /** Spark's default. */
  JAVA,
  /** With {@code spark.serializer} set to Kryo. */
  KRYO;

  /** A copy that has been bytes in between. */
  <T> T copy(T original) {
    SerializerInstance instance = serializer().newInstance();
    ClassTag<T> type = ClassTag$.MODULE$.apply(original.getClass());
    return instance.deserialize(instance.serialize(original, type), type);
  }

  private Serializer serializer() {
    SparkConf conf = new SparkConf(false);
    return this == JAVA ? new JavaSerializer(conf) : new KryoSerializer(conf);
  }

  /** The other one of the two for each next copy. */
  static Travel ofCopy(int number) {
    return values()[number % values().length];
  }
}
