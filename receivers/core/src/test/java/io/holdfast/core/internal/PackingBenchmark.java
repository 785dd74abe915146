// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.holdfast.core.HoldfastKryoRegistrator;
import io.holdfast.core.Positioned;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.spark.SparkConf;
import org.apache.spark.serializer.DeserializationStream;
import org.apache.spark.serializer.JavaSerializer;
import org.apache.spark.serializer.KryoSerializer;
import org.apache.spark.serializer.SerializationStream;
import org.apache.spark.serializer.SerializerInstance;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;
import scala.collection.JavaConverters;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/** What it costs to serialize a block's records and to read them, per record of 100 bytes. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class PackingBenchmark {
  static final int RECORDS = 20_000;
  private static final ClassTag<Object> ANY = ClassTag$.MODULE$.Object();

  /** Of what type the records are. */
  @Param({"bytes", "text", "positioned"})
  String type;

  /** Spark's serializer. */
  @Param({"java", "kryo"})
  String serializer;

  /** Whether they are packed before it sees them. */
  @Param({"false", "true"})
  boolean packed;

  private final List<Object> records = new ArrayList<>();
  private SerializerInstance instance;
  private byte[] block;

  /** Makes the records, and a block of them. */
  @Setup
  public void prepare() {
    String text = "0123456789".repeat(10);
    for (int i = 0; i < RECORDS; i++) {
      String own = i + text.substring(String.valueOf(i).length());
      records.add(
          switch (type) {
            case "bytes" -> own.getBytes(UTF_8);
            case "text" -> own;
            default -> Positioned.of("h8Kz2yMVQmuTgYxJ3fLwbQ-0", i, own);
          });
    }
    SparkConf conf =
        new SparkConf(false).set("spark.kryo.registrator", HoldfastKryoRegistrator.class.getName());
    instance =
        serializer.equals("java")
            ? new JavaSerializer(conf).newInstance()
            : new KryoSerializer(conf).newInstance();
    block = store();
  }

  /** As Spark's block manager does it. */
  @Benchmark
  @OperationsPerInvocation(RECORDS)
  public byte[] store() {
    ByteArrayOutputStream out = new ByteArrayOutputStream(4 << 20);
    Iterator<Object> stored = packed ? new PackingIterator(records.iterator()) : records.iterator();
    try (SerializationStream stream = instance.serializeStream(out)) {
      stream.writeAll(JavaConverters.asScalaIterator(stored), ANY);
    }
    return out.toByteArray();
  }

  /** As a task of the batch does it. */
  @Benchmark
  @OperationsPerInvocation(RECORDS)
  public void read(Blackhole hole) {
    try (DeserializationStream stream =
        instance.deserializeStream(new ByteArrayInputStream(block))) {
      scala.collection.Iterator<Object> stored = stream.asIterator();
      while (stored.hasNext()) {
        Object next = stored.next();
        if (next instanceof PackedRecords pack) {
          pack.iterator().forEachRemaining(hole::consume);
        } else {
          hole.consume(next);
        }
      }
    }
  }
}
