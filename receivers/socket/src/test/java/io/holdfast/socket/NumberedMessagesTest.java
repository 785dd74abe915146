// SPDX-License-Identifier: Apache-2.0
package io.holdfast.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.core.PositionRange;
import io.holdfast.core.Positioned;
import io.holdfast.core.RecordBatch;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class NumberedMessagesTest {
  private final MessageBatch<Positioned<String>> batch =
      new NumberedMessages<>(
              NumberedMessagesTest::decode,
              message -> {
                String[] parts = new String(message, StandardCharsets.UTF_8).split(" ", 3);
                return MessageNumber.of(parts[0], Long.parseLong(parts[1]));
              })
          .begin();

  private static void decode(byte[] message, Consumer<String> out) {
    for (String word :
        new String(message, StandardCharsets.UTF_8).split(" ", 3)[2].split(" ", -1)) {
      if (word.equals("poison")) {
        throw new IllegalArgumentException("on cue");
      }
      out.accept(word);
    }
  }

  private boolean add(String message) throws Exception {
    return batch.add(message.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void numbersThatFollowEachOtherAreOneRange() throws Exception {
    assertThat(add("a 7 x")).isTrue();
    assertThat(add("b 1 y")).isTrue();
    assertThat(add("a 8 z z")).isTrue();

    RecordBatch<Positioned<String>> made = batch.toBatch();
    assertThat(made.records())
        .containsExactly(
            Positioned.of("a", 7, "x"),
            Positioned.of("b", 1, "y"),
            Positioned.of("a", 8, "z"),
            Positioned.of("a", 8, "z"));
    assertThat(made.ranges())
        .containsExactlyInAnyOrder(PositionRange.of("a", 7, 9), PositionRange.of("b", 1, 2));
    assertThat(made.bytes()).isEqualTo(5 + 5 + 7 + 4 * 64);
    assertThat(made.records().get(0).partition())
        .as("one name for all")
        .isSameAs(made.records().get(2).partition());
  }

  @Test
  void whatIsNotNextBeginsAnotherBatch() throws Exception {
    assertThat(add("a 7 x")).isTrue();
    assertThat(add("a 9 x")).as("a gap").isFalse();
    assertThat(add("a 7 x")).as("again").isFalse();
    assertThat(add("a 6 x")).as("back").isFalse();
    assertThat(add("a 8 x")).isTrue();
    assertThat(batch.toBatch().records()).hasSize(2);
    assertThat(batch.toBatch().ranges()).containsExactly(PositionRange.of("a", 7, 9));
  }

  @Test
  void poisonIsCoveredIfItsNumberCanBeRead() throws Exception {
    assertThat(add("a 7 x")).isTrue();
    assertThatThrownBy(() -> add("a 8 y poison")).hasMessage("on cue");
    assertThatThrownBy(() -> add("a z")).isInstanceOf(NumberFormatException.class);
    assertThat(add("a 9 z")).isTrue();
    assertThat(batch.toBatch().records())
        .containsExactly(Positioned.of("a", 7, "x"), Positioned.of("a", 9, "z"));
    assertThat(batch.toBatch().ranges()).containsExactly(PositionRange.of("a", 7, 10));
  }

  @Test
  void aNumberThatHasNoSuccessorIsPoison() {
    assertThatThrownBy(() -> add("a %d x".formatted(Long.MAX_VALUE)))
        .hasMessage("the number 9223372036854775807 is not from 0 to 2^63 - 2");
    assertThatThrownBy(() -> add("a -1 x")).hasMessage("the number -1 is not from 0 to 2^63 - 2");
  }
}
