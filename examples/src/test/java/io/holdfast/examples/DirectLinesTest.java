// SPDX-License-Identifier: Apache-2.0
package io.holdfast.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.core.PoisonException;
import io.holdfast.core.Positioned;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class DirectLinesTest {
  private static final byte[] POISON = {'o', 'k', (byte) 0xFF};

  private final List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();

  private void record(long offset, byte[] value) {
    records.add(new ConsumerRecord<>("t", 1, offset, null, value));
  }

  private void record(long offset, String value) {
    record(offset, value.getBytes(StandardCharsets.UTF_8));
  }

  private List<Positioned<String>> lines(long from, long until, boolean skipping) {
    List<Positioned<String>> lines = new ArrayList<>();
    new DirectLines(records.iterator(), new DirectRange("id-1", from, until), skipping)
        .forEachRemaining(lines::add);
    return lines;
  }

  private static Positioned<String> line(long offset, String text) {
    return Positioned.of("id-1", offset, text);
  }

  @Test
  void givesEachRecordItsPosition() {
    record(7, "a ä");
    record(8, "𝄞");
    assertThat(lines(7, 9, false)).containsExactly(line(7, "a ä"), line(8, "𝄞"));
  }

  @Test
  void fillsWhatCompactionHasTakenAndTombstones() {
    record(8, "b");
    record(9, (byte[]) null);
    record(11, "c");
    assertThat(lines(7, 13, false))
        .containsExactly(
            line(7, ""), line(8, "b"), line(9, ""), line(10, ""), line(11, "c"), line(12, ""));
  }

  @Test
  void isEmptyWithoutOffsets() {
    assertThat(lines(7, 7, false)).isEmpty();
    DirectLines none = new DirectLines(records.iterator(), new DirectRange("id-1", 7, 7), false);
    assertThatThrownBy(none::next).isInstanceOf(NoSuchElementException.class);
  }

  @Test
  void endsAtPoisonAndNamesItsPosition() {
    record(7, POISON);
    assertThatThrownBy(() -> lines(7, 8, false))
        .isInstanceOf(PoisonException.class)
        .hasMessage("topic t, partition 1, offset 7: the value is not valid UTF-8");
  }

  @Test
  void leavesPoisonOutWhenAskedTo() {
    record(7, POISON);
    record(8, "b");
    assertThat(lines(7, 9, true)).containsExactly(line(7, ""), line(8, "b"));
  }

  @Test
  void refusesOffsetsThatGoBack() {
    assertThatThrownBy(() -> new DirectRange("id-1", 8, 7))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "the offsets of id-1 went back from 8 to 7: records were lost, or the topic was deleted"
                + " and created again");
  }
}
