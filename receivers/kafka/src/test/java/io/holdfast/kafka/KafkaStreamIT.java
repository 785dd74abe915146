// SPDX-License-Identifier: Apache-2.0
package io.holdfast.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.core.BlockManifest;
import io.holdfast.core.HasManifest;
import io.holdfast.core.HoldfastKryoRegistrator;
import io.holdfast.core.PositionRange;
import io.holdfast.core.Positioned;
import io.holdfast.core.ReceiverStreams;
import io.holdfast.parts.KafkaBroker;
import io.holdfast.parts.TemporaryDirectory;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.spark.SparkConf;
import org.apache.spark.streaming.Durations;
import org.apache.spark.streaming.api.java.JavaDStream;
import org.apache.spark.streaming.api.java.JavaStreamingContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Records with positions on their whole way, from a real broker through Spark to the driver. */
@SuppressWarnings("deprecation") // Spark deprecates its whole streaming API, and keeps it
@Timeout(120)
class KafkaStreamIT {
  private static final String TOPIC = "words";

  /** What batches brought; static, since closures are copied. */
  private static final Collection<Positioned<String>> RECORDS = new ConcurrentLinkedQueue<>();

  private static final Collection<PositionRange> RANGES = new ConcurrentLinkedQueue<>();

  private static void produceInTransactions(KafkaBroker broker) throws Exception {
    Map<String, Object> properties =
        Map.of("bootstrap.servers", broker.bootstrap(), "transactional.id", TOPIC);
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
      producer.initTransactions();
      for (int transaction = 0; transaction < 20; transaction++) {
        producer.beginTransaction();
        for (int i = 0; i < 5; i++) {
          String value = transaction + "." + i;
          producer.send(new ProducerRecord<>(TOPIC, value.getBytes(UTF_8))).get();
        }
        if (transaction % 2 == 0) {
          producer.abortTransaction();
        } else {
          producer.commitTransaction();
        }
      }
    }
  }

  @Test
  void theManifestsOfAllBatchesCoverOneRangeWithoutAGap() throws Exception {
    try (TemporaryDirectory directory = TemporaryDirectory.create("kafka-stream");
        KafkaBroker broker = KafkaBroker.start(directory.path())) {
      broker.createTopic(TOPIC, 1);
      KafkaReceiver<Positioned<String>> receiver =
          KafkaReceiver.strings()
              .bootstrapServers(broker.bootstrap())
              .groupId("word-count")
              .topics(TOPIC)
              .property("max.poll.records", "3")
              .buildPositioned();
      SparkConf conf =
          new SparkConf(false)
              .setMaster("local[2]")
              .setAppName("test")
              .set("spark.ui.enabled", "false")
              .set("spark.driver.host", "127.0.0.1")
              .set("spark.driver.bindAddress", "127.0.0.1")
              .set("spark.local.dir", directory.path().toString())
              .set("spark.serializer", "org.apache.spark.serializer.KryoSerializer")
              .set("spark.kryo.registrationRequired", "true")
              .set(
                  "spark.kryo.registrator",
                  HoldfastKryoRegistrator.class.getName()
                      + ","
                      + KafkaKryoRegistrator.class.getName());
      try (JavaStreamingContext context =
          new JavaStreamingContext(conf, Durations.milliseconds(300))) {
        JavaDStream<Positioned<String>> stream = ReceiverStreams.create(context, receiver);
        stream.foreachRDD(
            rdd -> {
              RECORDS.addAll(rdd.collect());
              BlockManifest manifest = ((HasManifest) rdd.rdd()).manifest();
              manifest.blocks().forEach(block -> RANGES.addAll(block.ranges()));
            });
        context.start();
        produceInTransactions(broker);

        await().atMost(Duration.ofSeconds(60)).until(() -> coveredUntil() == 20 * (5 + 1));
      }
      assertThat(RECORDS).hasSize(10 * 5).doesNotHaveDuplicates();
      assertThat(RANGES).extracting(PositionRange::partition).containsOnly(partition());
      assertThat(RECORDS).extracting(Positioned::partition).containsOnly(partition());
    }
  }

  private static String partition() {
    return List.copyOf(RANGES).get(0).partition();
  }

  /** How far the blocks cover the partition; each is to begin where the one before it ended. */
  private static long coveredUntil() {
    long until = 0;
    for (PositionRange range : RANGES) {
      assertThat(range.from()).isEqualTo(until);
      until = range.until();
    }
    return until;
  }
}
