// SPDX-License-Identifier: Apache-2.0
package io.holdfast.examples;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.holdfast.core.ReceiverSettings;
import io.holdfast.core.ReceiverStreams;
import io.holdfast.kafka.KafkaReceiver;
import io.holdfast.kafka.KafkaReceiverBuilder;
import io.holdfast.kafka.RecordDecoder;
import io.holdfast.kafka.Start;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.spark.storage.StorageLevel;
import org.apache.spark.streaming.StreamingContext;
import org.apache.spark.streaming.api.java.JavaDStream;
import org.apache.spark.streaming.api.java.JavaStreamingContext;
import org.apache.spark.streaming.dstream.DStream;
import scala.Tuple2;

/** The code on the page of the Kafka receiver; {@link GuideTest} holds the page against it. */
@SuppressWarnings("deprecation") // Spark deprecates its whole streaming API, and keeps it
final class KafkaPage {
  private KafkaPage() {}

  static JavaDStream<String> beginning(JavaStreamingContext jssc) {
    KafkaReceiver<String> receiver =
        KafkaReceiver.strings() // values as UTF-8, strictly
            .bootstrapServers("kafka-1:9092,kafka-2:9092")
            .groupId("word-count")
            .topics("words")
            .build();
    JavaDStream<String> lines = ReceiverStreams.create(jssc, receiver);
    return lines;
  }

  static JavaDStream<String> several(JavaStreamingContext jssc, KafkaReceiver<String> receiver) {
    return ReceiverStreams.create(jssc, receiver, 4);
  }

  static List<Start> starts(Instant instant, Map<TopicPartition, Long> map) {
    return List.of(Start.earliest(), Start.latest(), Start.at(instant), Start.offsets(map));
  }

  static <T> KafkaReceiverBuilder<T> records(RecordDecoder<T> decoder) {
    return KafkaReceiver.builder(decoder);
  }

  static KafkaReceiver<Tuple2<String, String>> pairs() {
    KafkaReceiver<Tuple2<String, String>> receiver =
        KafkaReceiver.<Tuple2<String, String>>builder(
                (record, out) -> {
                  if (record.value() != null && record.headers().lastHeader("internal") == null) {
                    out.accept(new Tuple2<>(text(record.key()), text(record.value())));
                  }
                })
            .bootstrapServers("kafka-1:9092,kafka-2:9092")
            .groupId("word-count")
            .topics("words")
            .build();
    return receiver;
  }

  private static String text(byte[] bytes) {
    return new String(bytes, UTF_8);
  }

  static KafkaReceiverBuilder<String> secrets(KafkaReceiverBuilder<String> builder) {
    return builder
        .property("security.protocol", "SASL_SSL")
        .property("sasl.mechanism", "SCRAM-SHA-512")
        .property(
            "sasl.jaas.config",
            "org.apache.kafka.common.security.scram.ScramLoginModule required"
                + " username=\"reader\" password=\"${file:/etc/word-count/kafka.properties:password}\";")
        .property("ssl.truststore.location", "/etc/word-count/trust.p12")
        .property("ssl.truststore.password", "${file:/etc/word-count/kafka.properties:trust}")
        .property("config.providers", "file")
        .property(
            "config.providers.file.class",
            "org.apache.kafka.common.config.provider.FileConfigProvider");
  }

  static <T> KafkaReceiver<T> plain(
      RecordDecoder<T> pairs, String brokers, String groupId, String... names) {
    return KafkaReceiver.builder(pairs)
        .bootstrapServers(brokers)
        .groupId(groupId)
        .topics(names)
        .build();
  }

  static <T> KafkaReceiverBuilder<T> stored(
      KafkaReceiverBuilder<T> builder, StorageLevel storageLevel) {
    return builder.settings(ReceiverSettings.builder().storageLevel(storageLevel).build());
  }

  static <T> DStream<T> fromScala(StreamingContext ssc, KafkaReceiver<T> receiver) {
    return ReceiverStreams.create(new JavaStreamingContext(ssc), receiver).dstream();
  }

  static JavaDStream<String> now(JavaStreamingContext jssc) {
    JavaDStream<String> lines =
        ReceiverStreams.create(
            jssc,
            KafkaReceiver.strings()
                .bootstrapServers("kafka:9092") // brokers; no ZooKeeper is asked
                .groupId("word-count")
                .topics("words")
                .build());
    return lines;
  }
}
