// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.core.internal.BlockMetadata;
import io.holdfast.core.internal.metrics.Figure;
import io.holdfast.core.internal.metrics.Figures;
import java.time.Duration;
import java.util.Collections;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class DriverMetricsTest {
  private final AtomicLong now = new AtomicLong();
  private final DriverMetrics metrics = new DriverMetrics(now::get);

  private static BlockMetadata block(long instance, long sequence, long stored, long inFlight) {
    return BlockMetadata.of(
        instance,
        sequence,
        10,
        Collections.emptyList(),
        Figures.of(
            figure ->
                switch (figure) {
                  case STORED -> stored;
                  case IN_FLIGHT_RECORDS -> inFlight;
                  case DURABILITY_RANK -> 1;
                  default -> 0;
                }));
  }

  private long stored() {
    return metrics.registry().getCounters().get(Figure.STORED.metric()).getCount();
  }

  private Object gauge(String name) {
    return metrics.registry().getGauges().get(name).getValue();
  }

  @Test
  void beforeTheFirstBlockNothingIsKnown() {
    assertThat(stored()).isZero();
    assertThat(gauge("inFlightRecords")).isEqualTo(0L);
    assertThat(gauge("durability")).isEqualTo("unknown");
  }

  @Test
  void aBlockBringsTheFiguresOfItsReceiver() {
    metrics.seen(block(1, 0, 100, 5));
    assertThat(stored()).isEqualTo(100);
    assertThat(gauge("inFlightRecords")).isEqualTo(5L);
    assertThat(gauge("durability")).isEqualTo("REPLICATED");
    assertThat(gauge("durabilityRank")).isEqualTo(1L);
  }

  @Test
  void blocksThatComeAgainOrLateChangeNothing() {
    metrics.seen(block(1, 3, 100, 5));
    metrics.seen(block(1, 3, 100, 5));
    metrics.seen(block(1, 2, 90, 9));
    metrics.seen(block(1, 4, 110, 4));
    assertThat(stored()).isEqualTo(110);
    assertThat(gauge("inFlightRecords")).isEqualTo(4L);
  }

  @Test
  void theReceiverThatIsLaunchedNextAddsToTheTotals() {
    metrics.seen(block(1, 7, 100, 5));
    metrics.seen(block(2, 0, 10, 1));
    metrics.seen(block(1, 8, 130, 5)); // stored by the old one before it went
    metrics.seen(block(2, 1, 20, 2));
    assertThat(stored()).isEqualTo(150);
    assertThat(gauge("inFlightRecords")).isEqualTo(2L);
  }

  @Test
  void anyNumberOfReceiversIsAdded() {
    for (int instance = 0; instance < 1000; instance++) {
      metrics.seen(block(instance, 0, 1, 0));
    }
    assertThat(stored()).isEqualTo(1000);
  }

  @Test
  void aBlockWithoutFiguresSaysNothing() {
    metrics.seen(block(1, 0, 100, 5));
    metrics.seen(BlockMetadata.quiesced(1, 1));
    assertThat(stored()).isEqualTo(100);
    assertThat(gauge("inFlightRecords")).isEqualTo(5L);
  }

  @Test
  void theAgeOfTheFiguresIsThatOfTheNewestBlock() {
    now.addAndGet(Duration.ofSeconds(3).toNanos());
    assertThat(gauge("figuresAgeMillis")).isEqualTo(3000L);
    metrics.seen(block(1, 1, 100, 5));
    assertThat(gauge("figuresAgeMillis")).isEqualTo(0L);
    now.addAndGet(Duration.ofSeconds(2).toNanos());
    metrics.seen(block(1, 0, 90, 5));
    assertThat(gauge("figuresAgeMillis")).isEqualTo(2000L);
  }
}
