// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.core.internal.BlockMetadata;
import java.util.Collections;
import java.util.Set;
import org.apache.spark.streaming.Time;
import org.junit.jupiter.api.Test;

@SuppressWarnings("deprecation") // Spark deprecates its whole streaming API, and keeps it
class QuiescedStreamsTest {
  private static final BlockMetadata MARKER = BlockMetadata.quiesced(7, 3);
  private static final BlockMetadata BLOCK = BlockMetadata.of(7, 2, 10, Collections.emptyList());

  private long now;
  private final QuiescedStreams streams = new QuiescedStreams(Set.of(0, 1), 1000, () -> now);

  private void seen(int stream, long batch, long at, BlockMetadata metadata) {
    now = at;
    streams.seen(stream, new Time(batch), metadata);
  }

  private void completed(long batch) {
    streams.completed(new Time(batch));
  }

  @Test
  void allHaveQuiescedWhenTheMarkerOfEachIsInACompletedBatch() {
    seen(0, 5000, 5001, MARKER);
    seen(1, 6000, 6001, MARKER);
    assertThat(streams.areAll()).isFalse();
    completed(5000);
    assertThat(streams.areAll()).isFalse();
    completed(6000);
    assertThat(streams.areAll()).isTrue();
  }

  @Test
  void otherBlocksAndOtherStreamsSayNothing() {
    seen(0, 5000, 5001, MARKER);
    seen(1, 5000, 5001, BLOCK);
    seen(2, 5000, 5001, MARKER);
    completed(5000);
    assertThat(streams.areAll()).isFalse();
    assertThat(streams.undrained()).containsExactly(1);
  }

  @Test
  void aMarkerInABatchThatIsNotCompletedIsDrainedButNotDone() {
    seen(0, 5000, 5001, MARKER);
    seen(1, 5000, 5001, MARKER);
    completed(4000);
    assertThat(streams.areAll()).isFalse();
    assertThat(streams.undrained()).isEmpty();
  }

  @Test
  void aLaterCompletedBatchSaysItToo() {
    seen(0, 5000, 5001, MARKER);
    seen(1, 5000, 5001, MARKER);
    completed(8000);
    assertThat(streams.areAll()).isTrue();
  }

  @Test
  void aSecondMarkerOfARelaunchedReceiverPutsNothingOff() {
    seen(0, 5000, 5001, MARKER);
    seen(0, 9000, 9001, BlockMetadata.quiesced(8, 0));
    seen(1, 5000, 5001, MARKER);
    completed(5000);
    assertThat(streams.areAll()).isTrue();
  }

  @Test
  void underAWindowABatchBeforeTheOneThatReadsTheMarkersBatchDoesNotCount() {
    // The window of batch 10 reads the batch 5; a batch 7 of another output completes late.
    seen(0, 5000, 10_002, MARKER);
    seen(1, 5000, 10_002, MARKER);
    completed(7000);
    assertThat(streams.areAll()).isFalse();
    completed(10_000);
    assertThat(streams.areAll()).isTrue();
  }

  @Test
  void itKnowsTheLatestCompletedBatch() {
    assertThat(streams.lastCompleted()).isEmpty();
    completed(6000);
    completed(5000);
    assertThat(streams.lastCompleted()).hasValue(6000);
  }
}
