// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.holdfast.core.HoldfastKryoRegistrator;
import io.holdfast.core.Positioned;
import io.holdfast.core.RecordBatch;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
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

/**
 * What it costs to make a block of records that came in batches and to read it, per record of 100
 * bytes: packed, or by one of Spark's serializers.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class PackingBenchmark {
  static final int RECORDS = 20_000;
  private static final int BATCH = 500;
  private static final ClassTag<Object> ANY = ClassTag$.MODULE$.Object();

  /** Of what type the records are. */
  @Param({"bytes", "text", "positioned"})
  String type;

  /** What makes bytes of them. */
  @Param({"java", "kryo", "packed"})
  String form;

  private final List<Object> records = new ArrayList<>();
  private SerializerInstance instance;
  private final BlockPacker packer = new BlockPacker(Packing.WITHOUT_CODEC);
  private ByteBuffer block;

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
        form.equals("java")
            ? new JavaSerializer(conf).newInstance()
            : new KryoSerializer(conf).newInstance();
    block = store();
  }

  /** As Spark's block manager does it. */
  @Benchmark
  @OperationsPerInvocation(RECORDS)
  public ByteBuffer store() {
    return form.equals("packed") ? pack() : serialize();
  }

  private ByteBuffer serialize() {
    ByteArrayOutputStream out = new ByteArrayOutputStream(4 << 20);
    try (SerializationStream stream = instance.serializeStream(out)) {
      stream.writeAll(JavaConverters.asScalaIterator(records.iterator()), ANY);
    }
    return ByteBuffer.wrap(out.toByteArray());
  }

  private ByteBuffer pack() {
    List<PackedRecords<?>> batches = new ArrayList<>();
    for (int from = 0; from < RECORDS; from += BATCH) {
      RecordBatch<Object> batch = RecordBatch.of(records.subList(from, from + BATCH), 110 * BATCH);
      batches.add((PackedRecords<?>) packer.pack(batch, from == 0).records());
    }
    return PackedBlock.of(batches);
  }

  /** As a task of the batch does it. */
  @Benchmark
  @OperationsPerInvocation(RECORDS)
  public void read(Blackhole hole) {
    if (form.equals("packed")) {
      PackedBlock.read(block.array(), block.arrayOffset(), block.remaining(), null)
          .forEachRemaining(hole::consume);
    } else {
      deserialize(hole);
    }
  }

  private void deserialize(Blackhole hole) {
    try (DeserializationStream stream =
        instance.deserializeStream(new ByteArrayInputStream(block.array()))) {
      scala.collection.Iterator<Object> stored = stream.asIterator();
      while (stored.hasNext()) {
        hole.consume(stored.next());
      }
    }
  }
}
