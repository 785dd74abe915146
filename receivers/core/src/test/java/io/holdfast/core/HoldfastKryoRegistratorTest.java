// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.spark.SparkConf;
import org.apache.spark.serializer.KryoSerializer;
import org.apache.spark.storage.StorageLevel;
import org.junit.jupiter.api.Test;
import scala.Tuple2;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

class HoldfastKryoRegistratorTest {

  /** Spark swallows it if this cannot be written, and the block has one copy. */
  @Test
  void whatSparkSendsWithTheCopyOfABlockIsRegistered() {
    var kryo =
        new KryoSerializer(
                new SparkConf(false)
                    .set("spark.kryo.registrationRequired", "true")
                    .set("spark.kryo.registrator", HoldfastKryoRegistrator.class.getName()))
            .newInstance();
    ClassTag<Tuple2<StorageLevel, ClassTag<Object>>> type = ClassTag$.MODULE$.apply(Tuple2.class);
    Tuple2<StorageLevel, ClassTag<Object>> sent =
        new Tuple2<>(StorageLevel.MEMORY_AND_DISK_SER_2(), ClassTag$.MODULE$.Object());
    assertThat(
            kryo.<Tuple2<StorageLevel, ClassTag<Object>>>deserialize(
                kryo.serialize(sent, type), type))
        .isEqualTo(sent);
  }
}
