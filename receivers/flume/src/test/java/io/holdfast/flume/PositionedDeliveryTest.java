// SPDX-License-Identifier: Apache-2.0
package io.holdfast.flume;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.core.PositionRange;
import io.holdfast.core.Positioned;
import io.holdfast.core.RecordBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PositionedDeliveryTest {
  private final PositionedDelivery delivery = new PositionedDelivery("origin", "number");

  private static FlumeEvent event(String origin, String number) {
    return FlumeEvent.of(Map.of("origin", origin, "number", number), new byte[] {1});
  }

  /** Each of {@code A1 B2 ...}. */
  private static List<FlumeEvent> events(String all) {
    return Stream.of(all.split(" ", -1))
        .map(each -> event(each.substring(0, 1), each.substring(1)))
        .toList();
  }

  private List<String> ranges(String all) {
    return delivery.batches(events(all)).orElseThrow().stream()
        .map(batch -> batch.ranges().stream().map(PositionRange::toString).sorted().toList())
        .map(ranges -> String.join(" ", ranges))
        .toList();
  }

  @Test
  void givesEachEventItsPosition() {
    List<RecordBatch<Positioned<FlumeEvent>>> batches =
        delivery.batches(events("A7 A8")).orElseThrow();

    assertThat(batches).hasSize(1);
    assertThat(batches.get(0).records())
        .containsExactly(
            Positioned.of("A", 7, event("A", "7")), Positioned.of("A", 8, event("A", "8")));
    assertThat(batches.get(0).records().get(0).partition())
        .isSameAs(batches.get(0).records().get(1).partition());
  }

  @Test
  void coversNoNumberThatHasNotCome() {
    assertThat(ranges("A1 B5 A2 B6")).containsExactly("A[1,3) B[5,7)");
    assertThat(ranges("A1 A3 A4")).containsExactly("A[1,2)", "A[3,5)");
    assertThat(ranges("A1 B1 A3 B2")).containsExactly("A[1,2) B[1,2)", "A[3,4) B[2,3)");
    assertThat(ranges("A2 A1")).containsExactly("A[2,3)", "A[1,2)");
    assertThat(ranges("A1 A1")).containsExactly("A[1,2)", "A[1,2)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "-1", "1.5", "9223372036854775807", "9223372036854775808"})
  void whatHasNoNumberIsPoison(String number) {
    List<String> poison = new ArrayList<>();
    List<FlumeEvent> events = List.of(event("A", "1"), event("A", number), event("A", "2"));

    assertThat(delivery.batches(events)).isEmpty();
    List<RecordBatch<Positioned<FlumeEvent>>> batches =
        delivery.batches(
            events, (index, event, reason) -> poison.add(index + " " + reason.getMessage()));

    assertThat(batches).hasSize(1);
    assertThat(batches.get(0).records()).hasSize(2);
    assertThat(poison).hasSize(1).first().asString().startsWith("1 the header number is no");
  }

  @Test
  void nothingButPoisonIsAnEmptyBatch() {
    List<RecordBatch<Positioned<FlumeEvent>>> batches =
        delivery.batches(
            List.of(FlumeEvent.of(Map.of("origin", "A"), new byte[0])), (index, event, why) -> {});

    assertThat(batches).hasSize(1);
    assertThat(batches.get(0).records()).isEmpty();
    assertThat(batches.get(0).ranges()).isEmpty();
  }
}
