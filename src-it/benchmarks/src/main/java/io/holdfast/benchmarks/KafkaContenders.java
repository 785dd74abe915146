// SPDX-License-Identifier: Apache-2.0
package io.holdfast.benchmarks;

import io.holdfast.core.ReliableReceiver;
import io.holdfast.kafka.KafkaReceiver;
import io.holdfast.kafka.KafkaReceiverBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.spark.streaming.kafka010.ConsumerStrategies;
import org.apache.spark.streaming.kafka010.KafkaUtils;
import org.apache.spark.streaming.kafka010.LocationStrategies;

/** The ways from a topic into Spark. */
@SuppressWarnings("deprecation") // Spark deprecates its whole streaming API, and keeps it
final class KafkaContenders {
  static final String DIRECT = "direct stream";
  static final String RECORDS = "per record";
  static final String BLOCKS_LOG = "naive blocks, WAL";

  private static final Duration POLL = Duration.ofMillis(100);

  /** Of a naive block. With fewer it is slower, with more not faster. */
  private static final long BLOCK_BYTES = 5_000_000;

  private KafkaContenders() {}

  static List<Contender<KafkaTask>> all() {
    return List.of(
        Contender.of("consumer loop", KafkaContenders::loop),
        Contender.of(DIRECT, KafkaContenders::direct),
        Contender.of(RECORDS, KafkaContenders::perRecord),
        Contender.of("naive blocks", task -> blocks(task, false)),
        Contender.of(BLOCKS_LOG, task -> blocks(task, true)),
        Contender.of("ours", task -> ours(task, false, receiver(task).build())),
        Contender.of("ours, WAL", task -> ours(task, true, receiver(task).build())),
        Contender.of(
            "ours, positioned", task -> ours(task, false, receiver(task).buildPositioned())),
        Contender.of(
            "ours, positioned, WAL", task -> ours(task, true, receiver(task).buildPositioned())),
        Contender.of("the log alone", BareLog::log),
        Contender.of("the disk alone", BareLog::disk));
  }

  private static String group() {
    return "group-" + UUID.randomUUID();
  }

  /** No Spark: what Kafka's client can do. */
  private static Round loop(KafkaTask task) {
    try (KafkaConsumer<byte[], Object> consumer = new KafkaConsumer<>(task.consumer(group()))) {
      consumer.subscribe(Set.of(task.topic().name()));
      var polled = consumer.poll(POLL);
      while (polled.isEmpty()) {
        polled = consumer.poll(POLL);
      }
      Meter meter = Meter.here();
      long count = 0;
      long sum = 0;
      while (true) {
        for (ConsumerRecord<byte[], Object> record : polled) {
          sum += Checksum.of(record.value());
          count++;
        }
        if (count >= task.topic().records()) {
          break;
        }
        polled = consumer.poll(POLL);
      }
      if (count != task.topic().records() || sum != Checksum.ofAll(count)) {
        throw new IllegalStateException("%d records, and not those sent".formatted(count));
      }
      return meter.round(count, meter.seconds(), Map.of());
    }
  }

  /** Mapped, since a count of the stream itself is that of its offsets. */
  private static Round direct(KafkaTask task) throws Exception {
    Map<String, Object> properties = task.consumer(group());
    try (CountingJob job =
        CountingJob.start(
            false,
            context ->
                KafkaUtils.createDirectStream(
                        context,
                        LocationStrategies.PreferConsistent(),
                        ConsumerStrategies.<byte[], Object>Subscribe(
                            Set.of(task.topic().name()), properties))
                    .map(ConsumerRecord::value))) {
      return measure(job, task);
    }
  }

  private static Round perRecord(KafkaTask task) throws Exception {
    return naive(task, false, NaiveReceiver.ofRecords(task, group()));
  }

  private static Round blocks(KafkaTask task, boolean log) throws Exception {
    int records = (int) (BLOCK_BYTES * task.topic().records() / task.topic().bytes());
    return naive(task, log, NaiveReceiver.ofBlocks(task, group(), records));
  }

  private static Round naive(KafkaTask task, boolean log, NaiveReceiver receiver) throws Exception {
    try (CountingJob job = CountingJob.start(log, context -> context.receiverStream(receiver))) {
      return measure(job, task);
    }
  }

  private static Round ours(KafkaTask task, boolean log, ReliableReceiver<?> receiver)
      throws Exception {
    try (CountingJob job = CountingJob.start(log, receiver)) {
      return measure(job, task);
    }
  }

  private static KafkaReceiverBuilder<?> receiver(KafkaTask task) {
    KafkaReceiverBuilder<?> builder =
        task.text()
            ? KafkaReceiver.strings()
            : KafkaReceiver.<byte[]>builder((record, out) -> out.accept(record.value()));
    return builder
        .bootstrapServers(task.topic().bootstrap())
        .groupId(group())
        .topics(task.topic().name());
  }

  /** From the first record that anybody has to the last that is counted. */
  private static Round measure(CountingJob job, KafkaTask task) throws Exception {
    job.awaitBegin();
    Meter meter = Meter.here();
    job.awaitAll(task.topic().records(), Checksum.ofAll(task.topic().records()));
    return meter.round(task.topic().records(), meter.seconds(), Map.of());
  }
}
