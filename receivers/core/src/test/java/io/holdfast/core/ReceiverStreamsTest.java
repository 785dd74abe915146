// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.esotericsoftware.kryo.Kryo;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.apache.spark.SparkConf;
import org.apache.spark.serializer.KryoRegistrator;
import org.apache.spark.streaming.Durations;
import org.apache.spark.streaming.StreamingContextState;
import org.apache.spark.streaming.api.java.JavaStreamingContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The whole path in a local Spark: receiver, blocks, batches. */
@SuppressWarnings("deprecation") // Spark deprecates its whole streaming API, and keeps it
@Timeout(60)
class ReceiverStreamsTest {
  /** What batches brought; static, since closures are copied. */
  private static final Collection<Integer> COUNTED = new ConcurrentLinkedQueue<>();

  private static final Collection<Integer> COMMITTED = new ConcurrentLinkedQueue<>();

  @TempDir Path directory;
  private JavaStreamingContext context;

  /** The numbers from 0 to 999 in batches of 10; then, if asked for, poison. */
  static final class NumberReceiver extends ReliableReceiver<Integer> {
    private static final long serialVersionUID = 1L;
    private final boolean poisoned;

    NumberReceiver(boolean poisoned) {
      super(ReceiverSettings.builder().maxBlockRecords(100).build());
      this.poisoned = poisoned;
    }

    @Override
    protected Source<Integer> open(SourceContext context) {
      return new PollingSource<Integer, Integer>() {
        private int next;

        @Override
        public Polled<Integer, Integer> poll(int demand, Duration timeout) {
          if (next == 1000) {
            if (poisoned) {
              context.poison(
                  "number 1000", new byte[] {1}, new IllegalArgumentException("too large"));
            }
            return Polled.nothing();
          }
          List<Integer> records = IntStream.range(next, next + 10).boxed().toList();
          next += 10;
          return Polled.of(RecordBatch.of(records, 160), next);
        }

        @Override
        public void commit(List<Integer> positions) {
          COMMITTED.addAll(positions);
        }
      };
    }
  }

  /** Registers what the job itself brings. */
  public static final class JobRegistrator implements KryoRegistrator {
    @Override
    public void registerClasses(Kryo kryo) {
      kryo.register(NumberReceiver.class);
    }
  }

  private JavaStreamingContext context(String master) {
    return context(master, Map.of());
  }

  private JavaStreamingContext context(String master, Map<String, String> settings) {
    COUNTED.clear();
    COMMITTED.clear();
    SparkConf conf = LocalSpark.conf(master, directory);
    settings.forEach(conf::set);
    context = new JavaStreamingContext(conf, Durations.milliseconds(200));
    return context;
  }

  @AfterEach
  void stop() {
    if (context != null) {
      context.stop(true, false);
    }
  }

  @Test
  void whatIsReceivedIsCountedOnceAndCommitted() throws Exception {
    var stream = ReceiverStreams.create(context("local[2]"), new NumberReceiver(false));
    stream.foreachRDD(rdd -> COUNTED.addAll(rdd.collect()));
    context.start();

    await().atMost(Duration.ofSeconds(30)).until(() -> COUNTED.size() >= 1000);
    context.stop(true, true);
    assertThat(COUNTED).containsExactlyElementsOf(IntStream.range(0, 1000).boxed().toList());
    assertThat(COMMITTED)
        .containsExactlyElementsOf(IntStream.rangeClosed(1, 100).map(n -> 10 * n).boxed().toList());
  }

  @Test
  void severalReceiversFeedOneStream() {
    var stream = ReceiverStreams.create(context("local[4]"), new NumberReceiver(false), 3);
    stream.foreachRDD(rdd -> COUNTED.addAll(rdd.collect()));
    context.start();

    await().atMost(Duration.ofSeconds(30)).until(() -> COUNTED.size() >= 3000);
    assertThat(COUNTED.stream().filter(n -> n == 999).count()).isEqualTo(3);
    assertThat(context.ssc().graph().getReceiverInputStreams()).hasSize(3);
  }

  @Test
  void severalReceiversNeedACoreEachAndOneMore() {
    context("local[3]");
    assertThatThrownBy(() -> ReceiverStreams.create(context, new NumberReceiver(false), 3))
        .isInstanceOf(PreflightException.class)
        .hasMessageContaining("local[4]");
    assertThatThrownBy(() -> ReceiverStreams.create(context, new NumberReceiver(false), 0))
        .hasMessage("0 receivers are less than 1");
  }

  @Test
  void everythingTravelsByKryoWhereRegistrationIsRequired() {
    Map<String, String> kryo =
        Map.of(
            "spark.serializer", "org.apache.spark.serializer.KryoSerializer",
            "spark.kryo.registrationRequired", "true",
            "spark.kryo.registrator",
                HoldfastKryoRegistrator.class.getName() + "," + JobRegistrator.class.getName());
    var stream = ReceiverStreams.create(context("local[2]", kryo), new NumberReceiver(false));
    stream.foreachRDD(rdd -> COUNTED.addAll(rdd.collect()));
    context.start();

    await().atMost(Duration.ofSeconds(30)).until(() -> COUNTED.size() >= 1000);
    await().until(() -> COMMITTED.contains(1000));
  }

  @Test
  void poisonUnderFailMakesAwaitTerminationThrowWithThePosition() {
    var stream = ReceiverStreams.create(context("local[2]"), new NumberReceiver(true));
    stream.foreachRDD(rdd -> COUNTED.addAll(rdd.collect()));
    context.start();

    assertThatThrownBy(() -> context.awaitTermination())
        .isInstanceOf(PoisonException.class)
        .hasMessageContainingAll("number 1000", "too large");
    await().until(() -> context.getState() == StreamingContextState.STOPPED);
    await().until(() -> threads("holdfast-").isEmpty());
  }

  private static List<String> threads(String prefix) {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith(prefix))
        .toList();
  }

  @Test
  void aMasterWithoutAFreeCoreIsRefusedAtOnce() {
    context("local[1]");
    assertThatThrownBy(() -> ReceiverStreams.create(context, new NumberReceiver(false)))
        .isInstanceOf(PreflightException.class)
        .hasMessageContaining("local[2]");
  }

  @Test
  void theReceiverLogWithoutACheckpointDirectoryIsRefusedAtTheStart() {
    context("local[2]");
    context.ssc().conf().set("spark.streaming.receiver.writeAheadLog.enable", "true");
    var stream = ReceiverStreams.create(context, new NumberReceiver(false));
    stream.foreachRDD(rdd -> COUNTED.addAll(rdd.collect()));

    assertThatThrownBy(() -> ReceiverStreams.check(context))
        .isInstanceOf(PreflightException.class)
        .hasMessageContaining("checkpoint directory");
    assertThatThrownBy(context::start).isInstanceOf(PreflightException.class);
  }
}
