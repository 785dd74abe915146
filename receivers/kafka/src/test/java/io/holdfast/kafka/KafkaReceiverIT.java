// SPDX-License-Identifier: Apache-2.0
package io.holdfast.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.core.PoisonPolicy;
import io.holdfast.core.Polled;
import io.holdfast.core.PositionRange;
import io.holdfast.core.Positioned;
import io.holdfast.core.ReceiverSettings;
import io.holdfast.parts.KafkaBroker;
import io.holdfast.parts.TemporaryDirectory;
import io.holdfast.testkit.FakeContext;
import io.holdfast.testkit.SparkCopy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;

/** The receiver's sources on a real broker, polled by hand. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class KafkaReceiverIT {
  private static final Duration A_MOMENT = Duration.ofMillis(100);
  private static final Duration DRAIN = Duration.ofSeconds(1);

  private static TemporaryDirectory directory;
  private static KafkaBroker broker;

  private final FakeContext context = new FakeContext(PoisonPolicy.SKIP);
  private String topic;

  @BeforeAll
  static void startBroker() throws Exception {
    directory = TemporaryDirectory.create("kafka-receiver");
    broker = KafkaBroker.start(directory.path());
  }

  @AfterAll
  static void stopBroker() {
    broker.close();
    directory.close();
  }

  @BeforeEach
  void createTopic(TestInfo test) throws Exception {
    topic = test.getTestMethod().orElseThrow().getName();
    broker.createTopic(topic, 2);
  }

  private KafkaReceiverBuilder<String> receiver() {
    return complete(KafkaReceiver.strings());
  }

  private <T> KafkaReceiverBuilder<T> complete(KafkaReceiverBuilder<T> builder) {
    return builder
        .bootstrapServers(broker.bootstrap())
        .groupId("group-of-" + topic)
        .topics(topic)
        .settings(ReceiverSettings.builder().drainTimeout(DRAIN).build());
  }

  @SuppressWarnings("unchecked") // there is no other source
  private <T> KafkaSource<T> open(KafkaReceiver<T> receiver) {
    return (KafkaSource<T>) receiver.open(context);
  }

  private static <T> Polled<T, KafkaPosition> poll(KafkaSource<T> source) throws Exception {
    return source.poll(1, A_MOMENT);
  }

  /** Polls until so many records have come. */
  private static <T> List<Polled<T, KafkaPosition>> poll(KafkaSource<T> source, int records)
      throws Exception {
    List<Polled<T, KafkaPosition>> all = new ArrayList<>();
    while (records(all).size() < records) {
      Polled<T, KafkaPosition> polled = poll(source);
      if (!polled.isNothing()) {
        all.add(polled);
      }
    }
    return all;
  }

  private static <T> List<T> records(List<Polled<T, KafkaPosition>> all) {
    return all.stream().flatMap(polled -> polled.batch().records().stream()).toList();
  }

  private static <T> List<KafkaPosition> positions(List<Polled<T, KafkaPosition>> all) {
    return all.stream().map(Polled::position).toList();
  }

  private static List<String> numbers(int from, int until) {
    return IntStream.range(from, until).mapToObj(Integer::toString).toList();
  }

  private void produce(int partition, List<String> values) throws Exception {
    try (KafkaProducer<byte[], byte[]> producer = producer(Map.of())) {
      send(producer, partition, values);
    }
  }

  private static KafkaProducer<byte[], byte[]> producer(Map<String, Object> more) {
    Map<String, Object> properties = new HashMap<>(more);
    properties.put("bootstrap.servers", broker.bootstrap());
    return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
  }

  private void send(KafkaProducer<byte[], byte[]> producer, int partition, List<String> values)
      throws Exception {
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    for (String value : values) {
      sent.add(producer.send(new ProducerRecord<>(topic, partition, null, value.getBytes(UTF_8))));
    }
    for (Future<RecordMetadata> one : sent) {
      one.get();
    }
  }

  /** What the group has committed: partition number to offset. */
  private Map<Integer, Long> committed() {
    Map<Integer, Long> committed = new HashMap<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", broker.bootstrap(), "group.id", "group-of-" + topic),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      Set<TopicPartition> both = Set.of(new TopicPartition(topic, 0), new TopicPartition(topic, 1));
      consumer
          .committed(both)
          .forEach(
              (partition, offset) -> {
                if (offset != null) {
                  committed.put(partition.partition(), offset.offset());
                }
              });
    }
    return committed;
  }

  @Test
  void theNextSourceStartsAfterTheCommit() throws Exception {
    produce(0, numbers(0, 1000));
    KafkaReceiver<String> receiver = receiver().property("max.poll.records", "100").build();

    KafkaSource<String> first = open(receiver);
    List<Polled<String, KafkaPosition>> committed = poll(first, 300);
    poll(first, 200); // received, but never durable
    first.commit(positions(committed));
    first.close();
    KafkaSource<String> second = open(receiver);
    List<String> rest = records(poll(second, 1000 - records(committed).size()));
    second.close();

    assertThat(records(committed)).containsExactlyElementsOf(numbers(0, 300));
    assertThat(rest).containsExactlyElementsOf(numbers(300, 1000));
  }

  @Test
  void readsWhatTheDecoderMakesAfterATrip() throws Exception {
    produce(0, List.of("a b", "", "c"));
    String separator = " ";
    RecordDecoder<String> words =
        (record, out) ->
            Stream.of(new String(record.value(), UTF_8).split(separator, -1))
                .filter(word -> !word.isEmpty())
                .forEach(out);
    KafkaReceiver<String> receiver = complete(KafkaReceiver.builder(words)).build();

    KafkaSource<String> source =
        open(
            SparkCopy.KRYO.of(
                SparkCopy.JAVA.of(receiver, KafkaKryoRegistrator.class),
                KafkaKryoRegistrator.class));

    assertThat(records(poll(source, 3))).containsExactly("a", "b", "c");
    source.close();
  }

  @Test
  void aDecoderSeesTheWholeKafkaRecord() throws Exception {
    RecordDecoder<String> everything =
        (record, out) -> {
          for (Header header : record.headers().headers("copies")) {
            for (int copy = 0; copy < header.value()[0]; copy++) {
              out.accept(
                  "%s-%d@%d %d %s=%s"
                      .formatted(
                          record.topic(),
                          record.partition(),
                          record.offset(),
                          record.timestamp(),
                          new String(record.key(), UTF_8),
                          new String(record.value(), UTF_8)));
            }
          }
        };
    try (KafkaProducer<byte[], byte[]> producer = producer(Map.of())) {
      for (byte copies : new byte[] {0, 1, 2}) {
        List<Header> headers = List.of(new RecordHeader("copies", new byte[] {copies}));
        byte[] key = {(byte) ('a' + copies)};
        producer
            .send(new ProducerRecord<>(topic, 1, 42L + copies, key, "v".getBytes(UTF_8), headers))
            .get();
      }
    }

    KafkaSource<Positioned<String>> source =
        open(complete(KafkaReceiver.builder(everything)).buildPositioned());
    List<Positioned<String>> records = records(poll(source, 3));
    source.close();

    String name = topicId() + "-1";
    assertThat(records)
        .containsExactly(
            Positioned.of(name, 1, topic + "-1@1 43 b=v"),
            Positioned.of(name, 2, topic + "-1@2 44 c=v"),
            Positioned.of(name, 2, topic + "-1@2 44 c=v"));
  }

  @Test
  void commitsOverMarkersAndAbortedRecords() throws Exception {
    try (KafkaProducer<byte[], byte[]> producer = producer(Map.of("transactional.id", topic))) {
      producer.initTransactions();
      producer.beginTransaction();
      send(producer, 0, numbers(0, 10));
      producer.commitTransaction();
      producer.beginTransaction();
      send(producer, 0, numbers(100, 105));
      producer.abortTransaction();
    }

    KafkaSource<String> source = open(receiver().build());
    List<Polled<String, KafkaPosition>> polled = poll(source, 10);
    for (int i = 0; i < 10; i++) {
      Polled<String, KafkaPosition> more = poll(source);
      if (!more.isNothing()) {
        polled.add(more);
      }
    }
    source.commit(positions(polled));
    source.close();

    assertThat(records(polled)).containsExactlyElementsOf(numbers(0, 10));
    assertThat(committed()).isEqualTo(Map.of(0, 10L + 1 + 5 + 1, 1, 0L)); // with both markers
  }

  @Test
  void coversEveryOffsetOnceOverMarkersAbortsAndRestarts() throws Exception {
    try (KafkaProducer<byte[], byte[]> producer = producer(Map.of("transactional.id", topic))) {
      producer.initTransactions();
      for (int transaction = 0; transaction < 30; transaction++) {
        producer.beginTransaction();
        send(producer, 0, numbers(0, 5));
        send(producer, 1, numbers(0, 1 + transaction % 3));
        if (transaction % 3 == 0) {
          producer.abortTransaction(); // the first one, too: the partitions begin with it
        } else {
          producer.commitTransaction();
        }
      }
    }
    KafkaReceiver<Positioned<String>> receiver =
        complete(KafkaReceiver.strings()).property("max.poll.records", "7").buildPositioned();

    List<Polled<Positioned<String>, KafkaPosition>> all = new ArrayList<>();
    Map<String, Long> ends = namedEnds(2);
    while (!reached(all, ends)) {
      KafkaSource<Positioned<String>> source = open(receiver);
      List<Polled<Positioned<String>, KafkaPosition>> session = poll(source, 20, all, ends);
      source.commit(positions(session));
      source.close();
      all.addAll(session);
    }

    assertThat(covered(all)).isEqualTo(ends);
    assertThat(records(all)).hasSize(20 * 5 + 10 * (2 + 3)).doesNotHaveDuplicates();
    for (Polled<Positioned<String>, KafkaPosition> polled : all) {
      assertThat(polled.batch().records())
          .allMatch(record -> polled.batch().ranges().stream().anyMatch(it -> holds(it, record)));
    }
  }

  /** Polls until so many records have come, or everything has. */
  private List<Polled<Positioned<String>, KafkaPosition>> poll(
      KafkaSource<Positioned<String>> source,
      int records,
      List<Polled<Positioned<String>, KafkaPosition>> before,
      Map<String, Long> ends)
      throws Exception {
    List<Polled<Positioned<String>, KafkaPosition>> session = new ArrayList<>();
    List<Polled<Positioned<String>, KafkaPosition>> all = new ArrayList<>(before);
    while (records(session).size() < records && !reached(all, ends)) {
      Polled<Positioned<String>, KafkaPosition> polled = poll(source);
      if (!polled.isNothing()) {
        session.add(polled);
        all.add(polled);
      }
    }
    return session;
  }

  private static boolean reached(
      List<Polled<Positioned<String>, KafkaPosition>> all, Map<String, Long> ends) {
    return covered(all).equals(ends);
  }

  private static boolean holds(PositionRange range, Positioned<?> record) {
    return range.partition().equals(record.partition())
        && range.from() <= record.offset()
        && record.offset() < range.until();
  }

  /** How far each partition is covered from 0 on; each range is to begin where the last ended. */
  private static Map<String, Long> covered(List<Polled<Positioned<String>, KafkaPosition>> all) {
    Map<String, Long> covered = new HashMap<>();
    for (Polled<Positioned<String>, KafkaPosition> polled : all) {
      for (PositionRange range : polled.batch().ranges()) {
        assertThat(range.from()).isEqualTo(covered.getOrDefault(range.partition(), 0L));
        covered.put(range.partition(), range.until());
      }
    }
    return covered;
  }

  private Uuid topicId() throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrap()))) {
      return admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic).topicId();
    }
  }

  /** The end of each partition of the topic, under the name of the partition. */
  private Map<String, Long> namedEnds(int partitions) throws Exception {
    Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
    for (int number = 0; number < partitions; number++) {
      latest.put(new TopicPartition(topic, number), OffsetSpec.latest());
    }
    Map<String, Long> ends = new HashMap<>();
    String id = topicId().toString();
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrap()))) {
      admin
          .listOffsets(latest)
          .all()
          .get()
          .forEach((partition, end) -> ends.put(id + "-" + partition.partition(), end.offset()));
    }
    return ends;
  }

  @Test
  void aTopicThatIsRecreatedHasPartitionsOfOtherNames() throws Exception {
    produce(0, List.of("a"));
    KafkaReceiver<Positioned<String>> receiver =
        complete(KafkaReceiver.strings()).buildPositioned();
    Positioned<String> before = onlyRecord(receiver);
    Positioned<String> again = onlyRecord(receiver);
    Uuid oldId = topicId();

    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrap()))) {
      admin.deleteTopics(List.of(topic)).all().get();
    }
    broker.createTopic(topic, 2);
    produce(0, List.of("a"));
    Positioned<String> after = onlyRecord(receiver);

    assertThat(again).isEqualTo(before);
    assertThat(before).isEqualTo(Positioned.of(oldId + "-0", 0, "a"));
    assertThat(after).isEqualTo(Positioned.of(topicId() + "-0", 0, "a"));
    assertThat(after.partition()).isNotEqualTo(before.partition());
  }

  /** What a new source reads first; commits nothing. */
  private Positioned<String> onlyRecord(KafkaReceiver<Positioned<String>> receiver)
      throws Exception {
    KafkaSource<Positioned<String>> source = open(receiver);
    List<Positioned<String>> records = records(poll(source, 1));
    source.close();
    assertThat(records).hasSize(1);
    return records.get(0);
  }

  @Test
  void losesNothingWhenAnotherMemberJoinsWhileItIsFull() throws Exception {
    produce(0, numbers(0, 100));
    produce(1, numbers(100, 200));
    KafkaReceiver<String> receiver = receiver().property("heartbeat.interval.ms", "100").build();
    KafkaSource<String> first = open(receiver);
    List<Polled<String, KafkaPosition>> beforeJoin = poll(first, 200);

    KafkaSource<String> second = open(receiver);
    List<Polled<String, KafkaPosition>> bySecond = new ArrayList<>();
    while (records(bySecond).isEmpty()) {
      first.keepAlive();
      Polled<String, KafkaPosition> polled = poll(second);
      if (!polled.isNothing()) {
        bySecond.add(polled);
      }
    }
    first.commit(positions(beforeJoin)); // of partitions that were taken away: not ours any more
    assertThat(committed()).isEmpty();
    second.commit(positions(bySecond));
    List<Polled<String, KafkaPosition>> again = poll(first, 100);
    first.commit(positions(again));

    assertThat(Stream.of(bySecond, again).flatMap(all -> records(all).stream()))
        .containsExactlyInAnyOrderElementsOf(numbers(0, 200));
    first.close();
    second.close();
    assertThat(committed()).isEqualTo(Map.of(0, 100L, 1, 100L));
  }

  @Test
  void nothingComesTwiceWhenAnotherMemberJoinsWhileThereIsRoom() throws Exception {
    produce(0, numbers(0, 100));
    produce(1, numbers(100, 200));
    KafkaReceiver<String> receiver = receiver().property("heartbeat.interval.ms", "100").build();
    KafkaSource<String> first = open(receiver);
    List<Polled<String, KafkaPosition>> beforeJoin = poll(first, 200);
    context.onFlush(
        () -> {
          first.commit(positions(beforeJoin));
          return true;
        });

    KafkaSource<String> second = open(receiver);
    List<Polled<String, KafkaPosition>> afterJoin = new ArrayList<>();
    boolean secondHasBegun = false;
    while (!secondHasBegun) {
      Polled<String, KafkaPosition> byFirst = poll(first);
      Polled<String, KafkaPosition> bySecond = poll(second);
      afterJoin.addAll(List.of(byFirst, bySecond));
      secondHasBegun = !bySecond.isNothing();
    }
    produce(0, numbers(200, 300));
    produce(1, numbers(300, 400));
    while (records(afterJoin).size() < 200) {
      afterJoin.addAll(List.of(poll(first), poll(second)));
    }
    first.close();
    second.close();

    assertThat(context.flushes()).isNotEmpty();
    assertThat(records(afterJoin)).containsExactlyInAnyOrderElementsOf(numbers(200, 400));
  }

  /** The first is as good as killed, but for the thread that keeps its membership alive. */
  @Test
  void aStaticMemberIsReplacedAtOnceAndFenced() throws Exception {
    produce(0, numbers(0, 100));
    produce(1, numbers(100, 200));
    KafkaReceiver<String> receiver = receiver().property("group.instance.id", "word-count").build();
    KafkaSource<String> first = open(receiver);
    List<Polled<String, KafkaPosition>> byFirst = poll(first, 200);

    KafkaSource<String> second = open(receiver);
    List<Polled<String, KafkaPosition>> bySecond = poll(second, 200);

    assertThatThrownBy(() -> first.commit(positions(byFirst)))
        .isInstanceOf(FencedInstanceIdException.class);
    assertThat(committed()).isEmpty();
    second.commit(positions(bySecond));
    first.close();
    second.close();
    assertThat(committed()).isEqualTo(Map.of(0, 100L, 1, 100L));
  }

  @Test
  void aCommitWaitsOutTheRestartOfABroker() throws Exception {
    produce(0, numbers(0, 10));
    KafkaSource<String> source = open(receiver().build());
    List<Polled<String, KafkaPosition>> polled = poll(source, 10);

    broker.kill();
    CompletableFuture<Void> restart =
        CompletableFuture.runAsync(
            () -> {
              try {
                broker.restart();
              } catch (InterruptedException e) {
                throw new CompletionException(e);
              }
            });
    source.commit(positions(polled));
    source.close();

    restart.join();
    assertThat(committed()).containsEntry(0, 10L);
  }

  @Test
  void stopsWithinItsBoundWhenTheBrokerIsGone() throws Exception {
    produce(0, numbers(0, 10));
    KafkaSource<String> source = open(receiver().build());
    List<Polled<String, KafkaPosition>> polled = poll(source, 10);

    broker.kill();
    try {
      long started = System.nanoTime();
      source.wakeup();
      assertThatThrownBy(() -> source.commit(positions(polled)))
          .isInstanceOf(TimeoutException.class);
      source.close();

      assertThat(Duration.ofNanos(System.nanoTime() - started))
          .isLessThan(DRAIN.multipliedBy(2).plusSeconds(1));
    } finally {
      broker.restart();
    }
  }

  @Test
  void saysThatATopicDoesNotExist() {
    KafkaReceiver<String> receiver = receiver().topics("nowhere").build();
    String sentence =
        "the topic nowhere does not exist at %s: create it, or check its name"
            .formatted(broker.bootstrap());

    assertThatThrownBy(() -> receiver.open(context)).hasMessage(sentence);
    assertThatThrownBy(() -> receiver.checkTopics(Duration.ofSeconds(10))).hasMessage(sentence);
    assertThatCode(() -> receiver().build().checkTopics(Duration.ofSeconds(10)))
        .doesNotThrowAnyException();
  }
}
