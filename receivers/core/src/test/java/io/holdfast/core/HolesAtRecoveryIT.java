// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.Serializable;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.streaming.StreamingContextState;
import org.apache.spark.streaming.api.java.JavaReceiverInputDStream;
import org.apache.spark.streaming.api.java.JavaStreamingContext;
import org.junit.jupiter.api.Test;

/** Holes that show when a driver has crashed: as Spark has them, and closed. */
@SuppressWarnings("deprecation") // Spark deprecates its whole streaming API, and keeps it
class HolesAtRecoveryIT extends HoleJob {
  /** How often the jobs of a batch could not be made; they cannot while this is not negative. */
  private static final AtomicInteger NOT_GENERATED = new AtomicInteger(-1);

  @Test
  void h1AsSparkHasItWhatIsAcknowledgedBeforeTheFirstCheckpointIsLost() {
    checkpointed(NEVER_MILLIS, LOGS);
    startPlain(new Numbers.Plain());
    Numbers.provide(100);
    awaitAcknowledged(100);
    crash();
    anew(LOGS);
    startPlain(new Numbers.Plain());
    Numbers.provide(200);
    awaitCounted(199);
    assertCounted(100, 200);
  }

  @Test
  void h1WithOursNothingIsAcknowledgedBeforeTheFirstCheckpoint() {
    checkpointed(NEVER_MILLIS, LOGS);
    Numbers.provide(100);
    startOurs();
    await().during(Duration.ofSeconds(1)).atMost(PATIENCE).until(() -> Numbers.opened() == 0);
    crash();
    anew(LOGS);
    startOurs();
    Numbers.provide(200);
    awaitCounted(199);
    assertCounted(0, 200);
  }

  /** What a main does that finds no checkpoint. */
  private void anew(Map<String, String> settings) {
    AtomicInteger made = new AtomicInteger();
    JavaStreamingContext.getOrCreate(
        checkpoint(),
        () -> {
          made.incrementAndGet();
          return checkpointed(BATCH_MILLIS, settings);
        });
    assertThat(made).as("there was no checkpoint").hasValue(1);
  }

  /** Metadata as anybody would write it: without equals. */
  static final class Described extends Numbers.Plain {
    private static final long serialVersionUID = 1L;

    @Override
    void keep(List<Integer> numbers) {
      store(numbers.iterator(), new Description());
    }
  }

  static final class Description implements Serializable {
    private static final long serialVersionUID = 1L;
  }

  @Test
  void h3AsSparkHasItARecoveryProcessesEverythingAgain() {
    checkpointed(BATCH_MILLIS, LOGS);
    startPlain(new Described());
    crashLongAfter(500);
    recover();
    Numbers.provide(600);
    awaitCounted(599);
    assertThat(COUNTED).contains(0, 250, 499);
  }

  @Test
  void h3WithOursARecoveryProcessesNoBatchAgainThatWasCompleteLongBefore() {
    checkpointed(BATCH_MILLIS, LOGS);
    startOurs();
    crashLongAfter(500);
    recover();
    Numbers.provide(600);
    awaitCounted(599);
    assertCounted(500, 600);
  }

  private void crashLongAfter(int numbers) {
    for (int provided = 100; provided <= numbers; provided += 100) {
      Numbers.provide(provided);
      awaitCounted(provided - 1);
    }
    awaitAcknowledged(numbers);
    awaitBatches(4);
    crash();
  }

  @Test
  void h9AsSparkHasItAFailedBatchIsForgotten() {
    checkpointed(BATCH_MILLIS, LOGS);
    startPlain(new Numbers.Plain());
    failBatchWith(150);
    awaitFailed();
    Numbers.provide(300);
    awaitCounted(299);
    awaitBatches(4);
    assertThat(context.getState()).isEqualTo(StreamingContextState.ACTIVE);
    assertThat(COUNTED).doesNotContain(150);
    crash();
    failAt(-1);
    recover();
    Numbers.provide(400);
    awaitCounted(399);
    assertThat(COUNTED).doesNotContain(150);
  }

  @Test
  void h9WithOursAFailedBatchStopsTheJobAndTheRecoveryProcessesIt() {
    checkpointed(BATCH_MILLIS, LOGS);
    startOurs();
    failBatchWith(150);
    assertThatThrownBy(() -> context.awaitTermination()).hasMessage("the batch with 150");
    awaitStopped();
    assertThat(COUNTED).doesNotContain(150);
    failAt(-1);
    recover();
    Numbers.provide(400);
    awaitCounted(399);
    assertThat(COUNTED).contains(150);
  }

  private void failBatchWith(int number) {
    failAt(number);
    Numbers.provide(100);
    awaitCounted(99);
    awaitBatches(1);
    Numbers.provide(200);
    awaitAcknowledged(200);
  }

  @Test
  void h14AsSparkHasItTheLogsOfAnEarlierRunComeBackAtALaterRecovery() {
    leaveLogsWithoutACheckpoint();
    anew(LOGS);
    startPlain(new Numbers.Plain());
    runAndCrash();
    recover();
    Numbers.provide(110);
    awaitCounted(109);
    assertThat(COUNTED).as("counted by the run before").contains(0, 50, 99);
  }

  @Test
  void h14WithOursAJobStartsOverThemOnlyIfTheyAreTakenAside() {
    leaveLogsWithoutACheckpoint();
    anew(LOGS);
    assertThatThrownBy(this::startOurs)
        .isInstanceOf(PreflightException.class)
        .hasMessageStartingWith("STALE_LOGS: ");
    crash();
    Map<String, String> settings = new HashMap<>(LOGS);
    settings.put("spark.holdfast.checkpoint.startAnew", "true");
    anew(settings);
    startOurs();
    runAndCrash();
    recover();
    Numbers.provide(110);
    awaitCounted(109);
    assertCounted(100, 110);
  }

  private void leaveLogsWithoutACheckpoint() {
    checkpointed(NEVER_MILLIS, LOGS);
    startPlain(new Numbers.Plain());
    Numbers.provide(100);
    awaitAcknowledged(100);
    crash();
    Numbers.rewind();
  }

  private void runAndCrash() {
    awaitCounted(99);
    assertCounted(0, 100);
    awaitAcknowledged(100);
    awaitBatches(4);
    crash();
  }

  /** Counts, but while the jobs of a batch cannot be made. */
  private void startGenerating(JavaReceiverInputDStream<Integer> stream) {
    NOT_GENERATED.set(-1);
    stream
        .transform(
            rdd -> {
              if (NOT_GENERATED.get() >= 0) {
                NOT_GENERATED.incrementAndGet();
                throw new IllegalStateException("no job");
              }
              return rdd;
            })
        .foreachRDD(HoleJob::count);
    context.start();
    Numbers.provide(100);
    awaitCounted(99);
    awaitBatches(1);
    NOT_GENERATED.set(0);
    Numbers.provide(200);
  }

  @Test
  void h26AsSparkHasItABatchWhoseJobsCannotBeMadeIsDropped() {
    checkpointed(BATCH_MILLIS, LOGS);
    startGenerating(context.receiverStream(new Numbers.Plain()));
    awaitAcknowledged(200);
    int before = NOT_GENERATED.get();
    await().atMost(PATIENCE).until(() -> NOT_GENERATED.get() > before + 1);
    NOT_GENERATED.set(-1);
    Numbers.provide(300);
    awaitCounted(299);
    awaitBatches(4);
    assertThat(context.getState()).isEqualTo(StreamingContextState.ACTIVE);
    crash();
    recover();
    Numbers.provide(400);
    awaitCounted(399);
    assertThat(COUNTED).doesNotContain(100, 150, 199);
  }

  @Test
  void h26WithOursTheJobStopsAndTheRecoveryProcessesTheBatch() {
    checkpointed(BATCH_MILLIS, LOGS);
    startGenerating(ReceiverStreams.create(context, new Numbers.Ours()));
    assertThatThrownBy(() -> context.awaitTermination()).hasMessage("no job");
    awaitStopped();
    assertThat(COUNTED).doesNotContain(100);
    NOT_GENERATED.set(-1);
    recover();
    Numbers.provide(400);
    awaitCounted(399);
    assertThat(COUNTED).contains(100, 150, 199);
  }
}
