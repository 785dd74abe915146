// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.SparkEnv;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.serializer.SerializationStream;
import org.apache.spark.storage.StreamBlockId;
import org.apache.spark.streaming.scheduler.StreamingListener;
import org.apache.spark.streaming.scheduler.StreamingListenerBatchCompleted;
import org.junit.jupiter.api.Test;
import scala.Option;
import scala.Some;
import scala.collection.JavaConverters;
import scala.reflect.ClassTag$;

/**
 * Spark's own holes, each seen twice: with a plain receiver, as Spark has it, and with ours,
 * closed. Here are those of a receiver's life and its counting; {@link HolesAtStoreIT}, {@link
 * HolesAtStopIT} and {@link HolesAtRecoveryIT} have the others.
 */
@SuppressWarnings("deprecation") // Spark deprecates its whole streaming API, and keeps it
class HolesIT extends HoleJob {
  private static final Duration A_WHILE = Duration.ofSeconds(1);

  /** Stores two blocks under one id, as two block generators of one receiver do. */
  static final class SameId extends Numbers.Plain {
    private static final long serialVersionUID = 1L;

    @Override
    void keep(List<Integer> numbers) {
      supervisor()
          .pushIterator(
              JavaConverters.asScalaIterator(numbers.iterator()),
              Option.empty(),
              new Some<>(new StreamBlockId(streamId(), 42)));
    }
  }

  @Test
  void h4AsSparkHasItABlockIsReadTwiceAndTheOtherNever() {
    context(BATCH_MILLIS, Map.of());
    Numbers.provide(20);
    startPlain(new SameId());
    await().atMost(PATIENCE).until(() -> COUNTED.size() == 20);
    assertThat(new HashSet<>(COUNTED)).containsExactlyInAnyOrderElementsOf(upTo(10));
  }

  @Test
  void h4WithOurOwnIdsEachBlockIsReadOnce() {
    context(BATCH_MILLIS, Map.of());
    Numbers.provide(500);
    startOurs();
    awaitCounted(499);
    assertCounted(0, 500);
  }

  /** Knows what task hosts a receiver. */
  private static final class ReceiverJob extends SparkListener {
    private final AtomicInteger job = new AtomicInteger(-1);

    @Override
    public void onJobStart(SparkListenerJobStart event) {
      if (event
          .properties()
          .getProperty("spark.job.description", "")
          .startsWith("Streaming job running receiver")) {
        job.set(event.jobId());
      }
    }
  }

  private void cancelReceiver(ReceiverJob receiver) {
    Numbers.provide(Numbers.ENDLESS);
    awaitCounted(100);
    context.sparkContext().sc().cancelJob(receiver.job.get(), "test");
    await().atMost(PATIENCE).until(() -> Numbers.opened() == 2);
  }

  @Test
  void h5AsSparkHasItACancelledReceiverGoesOnBesideItsSuccessor() {
    context(BATCH_MILLIS, Map.of());
    ReceiverJob receiver = new ReceiverJob();
    context.sparkContext().sc().addSparkListener(receiver);
    startPlain(new Numbers.Plain());
    cancelReceiver(receiver);
    for (int i = 0; i < 3; i++) {
      await().atMost(PATIENCE).pollInterval(Duration.ofMillis(1)).until(() -> Numbers.giver() == 2);
      await().atMost(PATIENCE).pollInterval(Duration.ofMillis(1)).until(() -> Numbers.giver() == 1);
    }
    assertThat(Numbers.closed()).isZero();
  }

  @Test
  void h5WithOursTheCancelledOneEndsAndItsSuccessorIsAlone() {
    context(BATCH_MILLIS, Map.of("spark.streaming.receiver.maxRate", "1000"));
    ReceiverJob receiver = new ReceiverJob();
    context.sparkContext().sc().addSparkListener(receiver);
    startOurs();
    cancelReceiver(receiver);
    await().atMost(PATIENCE).until(() -> Numbers.closed() == 1);
    await().atMost(PATIENCE).until(() -> Numbers.giver() == 2);
    await().during(A_WHILE).atMost(PATIENCE).until(() -> Numbers.giver() == 2);
    int acknowledged = Numbers.acknowledged();
    awaitCounted(acknowledged - 1);
    assertThat(COUNTED).containsAll(upTo(acknowledged));
  }

  /** Two threads that fail at once, and each asks for a restart. */
  static final class TwiceRestarted extends Numbers.Plain {
    private static final long serialVersionUID = 1L;

    @Override
    public void onStart() {
      super.onStart();
      if (Numbers.opened() == 1) {
        restart("on cue");
        restart("on cue");
      }
    }
  }

  @Test
  void h6AsSparkHasItTwoRestartsStartTwiceAndStopOnce() {
    context(BATCH_MILLIS, Map.of());
    startPlain(new TwiceRestarted());
    await().atMost(PATIENCE).until(() -> Numbers.opened() == 3);
    assertThat(Numbers.closed()).isEqualTo(1);
  }

  @Test
  void h6WithOursThereIsNeverMoreThanOneSession() {
    context(BATCH_MILLIS, Map.of());
    Numbers.restartTwice();
    Numbers.provide(500);
    startOurs();
    awaitCounted(499);
    await().atMost(PATIENCE).until(() -> Numbers.opened() >= 2);
    assertThat(Numbers.mostLive()).isEqualTo(1);
    assertCounted(0, 500);
  }

  /** Gives Spark bytes, as those do that have them already. */
  static final class Bytes extends Numbers.Plain {
    private static final long serialVersionUID = 1L;

    @Override
    void keep(List<Integer> numbers) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      SerializationStream stream = SparkEnv.get().serializer().newInstance().serializeStream(bytes);
      for (Integer number : numbers) {
        stream.writeObject(number, ClassTag$.MODULE$.apply(Integer.class));
      }
      stream.close();
      store(ByteBuffer.wrap(bytes.toByteArray()));
    }
  }

  /** What Spark's UI and its rate estimator see. */
  private AtomicLong shown() {
    AtomicLong records = new AtomicLong();
    context.addStreamingListener(
        new StreamingListener() {
          @Override
          public void onBatchCompleted(StreamingListenerBatchCompleted event) {
            records.addAndGet(event.batchInfo().numRecords());
          }
        });
    return records;
  }

  @Test
  void h17AsSparkHasItBlocksOfBytesAreNotCounted() {
    context(BATCH_MILLIS, Map.of());
    AtomicLong shown = shown();
    Numbers.provide(100);
    startPlain(new Bytes());
    awaitCounted(99);
    awaitBatches(2);
    assertThat(shown).hasValue(0);
  }

  @Test
  void h17WithOursEveryRecordIsCounted() {
    context(BATCH_MILLIS, Map.of());
    AtomicLong shown = shown();
    Numbers.provide(100);
    startOurs();
    awaitCounted(99);
    await().atMost(PATIENCE).until(() -> shown.get() >= 100);
    assertThat(shown).hasValue(100);
  }
}
