// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.SparkConf;
import org.apache.spark.serializer.DeserializationStream;
import org.apache.spark.serializer.JavaSerializer;
import org.apache.spark.serializer.KryoSerializer;
import org.apache.spark.serializer.SerializationStream;
import org.apache.spark.serializer.Serializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import scala.reflect.ClassTag$;

class PositionedTest {
  private static final String PARTITION = "h8Kz2yMVQmuTgYxJ3fLwbQ-17";
  private static final String VALUE = "x".repeat(100);

  /** Spark's serializers, as they write the records of a block. */
  enum Spark {
    JAVA {
      @Override
      Serializer serializer() {
        return new JavaSerializer(new SparkConf(false));
      }
    },
    KRYO {
      @Override
      Serializer serializer() {
        return new KryoSerializer(
            new SparkConf(false)
                .set("spark.kryo.registrationRequired", "true")
                .set("spark.kryo.registrator", HoldfastKryoRegistrator.class.getName()));
      }
    };

    abstract Serializer serializer();

    byte[] write(List<?> records) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      SerializationStream stream = serializer().newInstance().serializeStream(bytes);
      records.forEach(record -> stream.writeObject(record, ClassTag$.MODULE$.Any()));
      stream.close();
      return bytes.toByteArray();
    }

    <T> List<T> read(byte[] bytes) {
      DeserializationStream stream =
          serializer().newInstance().deserializeStream(new ByteArrayInputStream(bytes));
      List<T> records = new ArrayList<>();
      @SuppressWarnings("unchecked") // the test wrote them
      scala.collection.Iterator<T> all = (scala.collection.Iterator<T>) stream.asIterator();
      while (all.hasNext()) {
        records.add(all.next());
      }
      return records;
    }
  }

  private static List<Positioned<String>> records(String partition, int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> Positioned.of(partition, 4_000_000_000L + i, VALUE))
        .toList();
  }

  @Test
  void itIsAValue() {
    Positioned<String> record = Positioned.of("p", 7, "v");

    assertThat(record)
        .isEqualTo(Positioned.of("p", 7, "v"))
        .hasSameHashCodeAs(Positioned.of("p", 7, "v"))
        .hasToString("p@7: v");
    assertThat(
            List.of(
                record,
                Positioned.of("q", 7, "v"),
                Positioned.of("p", 8, "v"),
                Positioned.of("p", 7, "w"),
                Positioned.of("p", 7, 7)))
        .doesNotHaveDuplicates();
  }

  @Test
  void refusesWhatIsNoPosition() {
    assertThatThrownBy(() -> Positioned.of("p", -1, "v"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the offset -1 of p is negative");
    assertThatThrownBy(() -> Positioned.of(null, 0, "v")).hasMessage("partition");
    assertThatThrownBy(() -> Positioned.of("p", 0, null)).hasMessage("value");
  }

  @ParameterizedTest
  @EnumSource
  void comesBackEqual(Spark spark) {
    List<Positioned<?>> records =
        List.of(
            Positioned.of("p", 0, "v"),
            Positioned.of("q", Long.MAX_VALUE, 7),
            Positioned.of("", 1, Positioned.of("inner", 2, "v")),
            Positioned.of("tópic\n", 1, ""));

    assertThat(spark.<Positioned<?>>read(spark.write(records))).isEqualTo(records);
  }

  @ParameterizedTest
  @EnumSource
  void addsLittleToItsValue(Spark spark) {
    List<Positioned<String>> records = records(PARTITION, 1000);
    int plain = spark.write(records.stream().map(Positioned::value).toList()).length;
    int positioned = spark.write(records).length;

    int more = (positioned - plain) / records.size();
    System.out.printf("%s: a position takes %d B%n", spark, more);
    assertThat(more).isBetween(8, 40);
  }

  /** Java's stream begins anew after each 100 records, by Spark's configuration. */
  @ParameterizedTest
  @EnumSource
  void recordsOfAPartitionShareItsNameAfterTheTrip(Spark spark) {
    List<Positioned<String>> copies = spark.read(spark.write(records(PARTITION, 99)));

    assertThat(copies).hasSize(99);
    String name = copies.get(0).partition();
    assertThat(copies)
        .extracting(Positioned::partition)
        .allSatisfy(it -> assertThat(it).isSameAs(name));
  }
}
