// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.spark.streaming.api.java.JavaStreamingContext;
import org.junit.jupiter.api.Test;

/** Holes that show when a job is stopped: as Spark has them, and closed. */
@SuppressWarnings("deprecation") // Spark deprecates its whole streaming API, and keeps it
class HolesAtStopIT extends HoleJob {
  /** The second hole without the first: here Spark gives all blocks to a batch at a stop. */
  private static final Map<String, String> ORDERLY =
      Map.of(
          "spark.streaming.receiver.writeAheadLog.enable", "true",
          "spark.streaming.driver.writeAheadLog.allowBatching", "false",
          "spark.streaming.blockInterval", "500ms",
          "spark.streaming.receiver.blockStoreTimeout", "2",
          "spark.streaming.receiver.maxRate", "1000");

  /** Without the receiver's log, so that nothing is there for a later start either. */
  private JavaStreamingContext slow(long batchMillis) {
    Map<String, String> settings = new HashMap<>();
    settings.put("spark.streaming.gracefulStopTimeout", "3s");
    settings.put("spark.streaming.receiver.maxRate", "1000");
    return checkpointed(batchMillis, settings);
  }

  @Test
  void h2AsSparkHasItAGracefulStopLeavesWhatWasAcknowledged() {
    slow(3000); // a batch that is made while Spark stops would take what it leaves
    startPlain(new Numbers.Plain());
    stopJustAfterABatch();
    assertThat(COUNTED).hasSizeLessThan(Numbers.acknowledged());
  }

  @Test
  void h2WithOurStopNothingAcknowledgedIsLeft() throws Exception {
    slow(1000);
    startOurs();
    Numbers.provide(Numbers.ENDLESS);
    awaitCounted(300);
    StopReport report = ReceiverStreams.stop(context, PATIENCE);
    assertThat(report.isComplete()).isTrue();
    assertCounted(0, Numbers.acknowledged());
  }

  /** So that there are blocks without a batch when Spark begins to stop. */
  private void stopJustAfterABatch() {
    Numbers.provide(Numbers.ENDLESS);
    awaitCounted(300);
    int before = COUNTED.size();
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(10))
        .until(() -> COUNTED.size() > before);
    context.stop(true, true);
  }

  @Test
  void h7AsSparkHasItWhatItsBufferHeldAtAStopIsLost() {
    checkpointed(BATCH_MILLIS, ORDERLY);
    startPlain(new Numbers.OneByOne());
    stopJustAfterABatch();
    assertThat(COUNTED).hasSizeLessThan(Numbers.acknowledged());
    awaitStopped();
    COUNTED.clear();
    recover();
    awaitBatches(2);
    assertThat(COUNTED).as("it is in no log either").doesNotContain(Numbers.acknowledged() - 1);
  }

  @Test
  void h7WithOursAllIsStoredWithinTheStop() {
    checkpointed(BATCH_MILLIS, ORDERLY);
    startOurs();
    stopJustAfterABatch();
    assertCounted(0, Numbers.acknowledged());
  }
}
