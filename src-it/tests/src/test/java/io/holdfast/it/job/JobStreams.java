// SPDX-License-Identifier: Apache-2.0
package io.holdfast.it.job;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.holdfast.core.Durability;
import io.holdfast.core.Positioned;
import io.holdfast.core.ReceiverSettings;
import io.holdfast.core.ReceiverStreams;
import io.holdfast.examples.FileTailReceiver;
import io.holdfast.flume.FlumeEvent;
import io.holdfast.flume.FlumePullReceiver;
import io.holdfast.flume.FlumePushReceiver;
import io.holdfast.kafka.KafkaReceiver;
import io.holdfast.pipeline.totals.JdbcTotals;
import io.holdfast.socket.LineReceiver;
import io.holdfast.socket.MessageNumber;
import io.holdfast.socket.RelpReceiver;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.storage.StorageLevel;
import org.apache.spark.streaming.api.java.JavaDStream;
import org.apache.spark.streaming.api.java.JavaStreamingContext;

/**
 * Makes the streams of the job, with receivers as a user would build them. All lines are written
 * together, and all totals counted together, so that a batch is two jobs of Spark's whatever the
 * number of sources.
 */
@SuppressWarnings("deprecation") // Spark deprecates its whole streaming API, and keeps it
final class JobStreams {
  private static final String LOOPBACK = "127.0.0.1";

  private final JavaStreamingContext context;
  private final JobArguments job;
  private final JdbcTotals totals;
  private final List<JavaDStream<Positioned<String>>> counted = new ArrayList<>();
  private final List<JavaDStream<String>> written = new ArrayList<>();

  JobStreams(JavaStreamingContext context, JobArguments job, JdbcTotals totals) {
    this.context = context;
    this.job = job;
    this.totals = totals;
  }

  void add(JobSource source) {
    switch (source.kind()) {
      case KAFKA -> kafka(source);
      case FLUME_PUSH -> flumePush(source);
      case FLUME_PULL -> flumePull(source);
      case RELP -> relp(source);
      case FILE_TAIL -> fileTail(source);
      case LINES -> lines(source);
    }
  }

  /** To be called once, when all sources are added. */
  void finish() {
    if (!counted.isEmpty()) {
      totals.count(union(counted));
    }
    union(written).foreachRDD(new BatchFiles(job.folder()));
  }

  private static <T> JavaDStream<T> union(List<JavaDStream<T>> streams) {
    return streams.stream().reduce(JavaDStream::union).orElseThrow();
  }

  private void kafka(JobSource source) {
    var receiver =
        KafkaReceiver.strings()
            .bootstrapServers(source.where(0))
            .topics(source.where(1))
            .groupId(source.where(1))
            .property("group.instance.id", source.where(1)) // else its partitions wait for 45 s
            .settings(settings())
            .buildPositioned();
    counted(source, ReceiverStreams.create(context, receiver, totals));
  }

  private void relp(JobSource source) {
    var receiver =
        RelpReceiver.strings()
            .bind(LOOPBACK)
            .port(source.port(0))
            .settings(settings())
            .buildPositioned(message -> numberOf(new String(message, UTF_8)));
    counted(source, ReceiverStreams.create(context, receiver, totals));
  }

  /** The third word from the end says whose it is, and the one after which one. */
  private static MessageNumber numberOf(String message) {
    String[] words = message.split(" ", -1);
    return MessageNumber.of(words[words.length - 3], Long.parseLong(words[words.length - 2]));
  }

  private void counted(JobSource source, JavaDStream<Positioned<String>> records) {
    counted.add(records);
    write(source, records, record -> line(record, record.value()));
  }

  private void flumePush(JobSource source) {
    var receiver =
        FlumePushReceiver.builder()
            .host(LOOPBACK)
            .port(source.port(0))
            .settings(settings())
            .buildPositioned();
    events(source, ReceiverStreams.create(context, receiver));
  }

  private void flumePull(JobSource source) {
    var receiver =
        FlumePullReceiver.builder()
            .sink(LOOPBACK, source.port(0))
            .answerTimeout(Duration.ofSeconds(5))
            .settings(settings())
            .buildPositioned();
    events(source, ReceiverStreams.create(context, receiver));
  }

  private void events(JobSource source, JavaDStream<Positioned<FlumeEvent>> events) {
    write(source, events, event -> line(event, event.value().bodyText()));
  }

  private void fileTail(JobSource source) {
    var receiver = new FileTailReceiver(Path.of(source.where(0)), settings());
    write(source, ReceiverStreams.create(context, receiver), line -> "\t\t" + line);
  }

  private void lines(JobSource source) {
    var receiver = LineReceiver.strings(LOOPBACK, source.port(0)).settings(settings()).build();
    write(source, ReceiverStreams.create(context, receiver), line -> "\t\t" + line);
  }

  private static String line(Positioned<?> record, String text) {
    return record.partition() + "\t" + record.offset() + "\t" + text;
  }

  private <T> void write(JobSource source, JavaDStream<T> records, Function<T, String> line) {
    String prefix = source.kind() + "	";
    written.add(records.map(record -> prefix + line.call(record)));
  }

  private ReceiverSettings settings() {
    ReceiverSettings.Builder settings =
        ReceiverSettings.builder()
            .demand(job.durability())
            .maxBlockAge(Duration.ofMillis(500))
            .backoff(Duration.ofMillis(200), Duration.ofSeconds(2));
    if (job.durability() == Durability.REPLICATED) {
      settings.storageLevel(StorageLevel.MEMORY_AND_DISK_SER_2());
    }
    return settings.build();
  }
}
