// SPDX-License-Identifier: Apache-2.0
package io.holdfast.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.core.PoisonPolicy;
import io.holdfast.core.PositionRange;
import io.holdfast.core.Positioned;
import io.holdfast.core.RecordBatch;
import io.holdfast.testkit.FakeContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class BatchDecoderTest {
  private static final RecordDecoder<String> WORDS =
      (record, out) -> {
        String line = new String(record.value(), UTF_8);
        for (String word : line.split(" ", -1)) {
          if (word.equals("!")) {
            throw new IllegalArgumentException("not a word");
          }
          if (!word.isEmpty()) {
            out.accept(word);
          }
        }
      };

  private final FakeContext context = new FakeContext(PoisonPolicy.SKIP);

  private <T> RecordBatch<T> decode(RecordDecoder<T> decoder, String... values)
      throws InterruptedException {
    return new BatchDecoder<>(new PlainDelivery<>(decoder), context)
        .decode(polled(values), Map.of());
  }

  /** Records of partition 0 with a key of three bytes. */
  private static ConsumerRecords<byte[], byte[]> polled(String... values) {
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    for (String value : values) {
      byte[] bytes = value.getBytes(UTF_8);
      records.add(
          new ConsumerRecord<>(
              "words",
              0,
              records.size(),
              ConsumerRecord.NO_TIMESTAMP,
              TimestampType.NO_TIMESTAMP_TYPE,
              3,
              bytes.length,
              new byte[3],
              bytes,
              new RecordHeaders(),
              Optional.empty()));
    }
    return new ConsumerRecords<>(Map.of(new TopicPartition("words", 0), records));
  }

  @Test
  void makesNoneOneOrManyRecordsOfAKafkaRecord() throws Exception {
    RecordBatch<String> batch = decode(WORDS, "", "a", "b c d");

    assertThat(batch.records()).containsExactly("a", "b", "c", "d");
    assertThat(context.poison()).isEmpty();
  }

  @Test
  void countsThePayloadOfWhatWasKeptAndAnOverheadForEachRecord() throws Exception {
    RecordBatch<String> batch = decode(WORDS, " ", "a", "b c d");

    int payload = (3 + 1) + (3 + 5);
    assertThat(batch.bytes()).isEqualTo(payload + 4L * BatchDecoder.RECORD_OVERHEAD_BYTES);
  }

  @Test
  void keepsNothingOfPoison() throws Exception {
    RecordBatch<String> batch = decode(WORDS, "a", "b c !", "d");

    assertThat(batch.records()).containsExactly("a", "d");
    assertThat(context.poison()).containsExactly("topic words, partition 0, offset 1: not a word");
  }

  @Test
  void poisonIsHandedOverAsItCame() throws Exception {
    decode(WORDS, "a", "b c !");

    assertThat(context.payloads())
        .singleElement()
        .satisfies(
            parts -> {
              assertThat(parts).containsOnlyKeys("key", "value");
              assertThat(parts.get("key")).isEqualTo(new byte[3]);
              assertThat(parts.get("value")).isEqualTo("b c !".getBytes(UTF_8));
            });
  }

  @Test
  void treatsANullRecordAsPoison() throws Exception {
    RecordBatch<String> batch = decode((record, out) -> out.accept(null), "a");

    assertThat(batch.records()).isEmpty();
    assertThat(context.poison()).hasSize(1);
  }

  @Test
  void doesNotTakeAnInterruptForPoison() {
    RecordDecoder<String> interrupted =
        (record, out) -> {
          throw new InterruptedException();
        };

    assertThatThrownBy(() -> decode(interrupted, "a")).isInstanceOf(InterruptedException.class);
    assertThat(context.poison()).isEmpty();
  }

  @Test
  void whatIsMadeOfOneKafkaRecordHasItsPosition() throws Exception {
    List<PositionRange> ranges = List.of(PositionRange.of("id-0", 0, 9));

    RecordBatch<Positioned<String>> batch =
        new BatchDecoder<>(new PositionedDelivery<>(WORDS), context)
            .decode(
                polled("a", "b !", "", "c d"),
                Map.of(new TopicPartition("words", 0), ranges.get(0)));

    assertThat(batch.records())
        .containsExactly(
            Positioned.of("id-0", 0, "a"),
            Positioned.of("id-0", 3, "c"),
            Positioned.of("id-0", 3, "d"));
    assertThat(batch.records())
        .extracting(Positioned::partition)
        .allSatisfy(name -> assertThat(name).isSameAs(ranges.get(0).partition()));
    assertThat(batch.ranges()).isEqualTo(ranges);
    assertThat(context.poison()).containsExactly("topic words, partition 0, offset 1: not a word");
    int overhead = BatchDecoder.RECORD_OVERHEAD_BYTES + BatchDecoder.POSITION_OVERHEAD_BYTES;
    assertThat(batch.bytes()).isEqualTo((3 + 1) + (3 + 3) + 3L * overhead);
  }

  @Test
  void treatsANullRecordAsPoisonWithPositionsToo() throws Exception {
    RecordBatch<Positioned<String>> batch =
        new BatchDecoder<>(
                new PositionedDelivery<String>((record, out) -> out.accept(null)), context)
            .decode(
                polled("a"),
                Map.of(new TopicPartition("words", 0), PositionRange.of("id-0", 0, 1)));

    assertThat(batch.records()).isEmpty();
    assertThat(context.poison()).hasSize(1);
  }

  @Test
  void keepsTheOrderOfEachPartition() throws Exception {
    Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> records = new LinkedHashMap<>();
    for (int partition : new int[] {1, 0}) {
      List<ConsumerRecord<byte[], byte[]>> ofPartition = new ArrayList<>();
      for (int offset = 0; offset < 3; offset++) {
        ofPartition.add(
            new ConsumerRecord<>("words", partition, offset, null, new byte[] {(byte) offset}));
      }
      records.put(new TopicPartition("words", partition), ofPartition);
    }
    RecordDecoder<String> where =
        (record, out) -> out.accept(record.partition() + "@" + record.value()[0]);

    RecordBatch<String> batch =
        new BatchDecoder<>(new PlainDelivery<>(where), context)
            .decode(new ConsumerRecords<>(records), Map.of());

    assertThat(batch.records()).containsExactly("1@0", "1@1", "1@2", "0@0", "0@1", "0@2");
  }
}
