// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.awaitility.Awaitility.await;

import com.codahale.metrics.MetricRegistry;
import io.holdfast.core.Polled;
import io.holdfast.core.PollingSource;
import io.holdfast.core.ReceiverSettings;
import io.holdfast.core.ReceiverStreams;
import io.holdfast.core.RecordBatch;
import io.holdfast.core.ReliableReceiver;
import io.holdfast.core.Source;
import io.holdfast.core.SourceContext;
import io.holdfast.core.internal.BlockMetadata;
import io.holdfast.core.internal.driver.DriverMetrics;
import io.holdfast.core.internal.metrics.Figures;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.apache.spark.streaming.Durations;
import org.apache.spark.streaming.api.java.JavaStreamingContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The metrics as Spark's sinks show them. */
@SuppressWarnings("deprecation") // Spark deprecates its whole streaming API, and keeps it
@Timeout(90)
class SparkMetricsTest {
  private static final MBeanServer JMX = ManagementFactory.getPlatformMBeanServer();

  /** What has been committed; static, since receivers are copied. */
  private static final AtomicInteger COMMITTED = new AtomicInteger();

  @TempDir Path directory;
  private JavaStreamingContext context;

  /** A thousand records, and a lag that comes to nothing. */
  static final class ThousandReceiver extends ReliableReceiver<Integer> {
    private static final long serialVersionUID = 1L;

    ThousandReceiver() {
      super(ReceiverSettings.builder().maxBlockRecords(100).build());
    }

    @Override
    protected Source<Integer> open(SourceContext context) {
      return new PollingSource<Integer, Integer>() {
        private volatile int next;

        @Override
        public Polled<Integer, Integer> poll(int demand, Duration timeout) {
          if (next == 0) {
            context.metrics().gauge("lag", () -> 1000L - next);
          }
          if (next == 1000) {
            return Polled.nothing();
          }
          List<Integer> records = IntStream.range(next, next + 10).boxed().toList();
          next = records.get(records.size() - 1) + 1;
          context.metrics().counter("fetches").add(1);
          return Polled.of(RecordBatch.of(records, 160), next);
        }

        @Override
        public void commit(List<Integer> positions) {
          COMMITTED.addAndGet(10 * positions.size());
        }
      };
    }
  }

  @BeforeEach
  void start() {
    COMMITTED.set(0);
    SparkConf conf =
        new SparkConf(false)
            .setMaster("local[3]")
            .setAppName("test")
            .set("spark.ui.port", "0")
            .set("spark.driver.host", "127.0.0.1")
            .set("spark.driver.bindAddress", "127.0.0.1")
            .set("spark.locality.wait", "0s")
            .set("spark.local.dir", directory.toString())
            .set("spark.metrics.conf.*.sink.jmx.class", "org.apache.spark.metrics.sink.JmxSink")
            .set(
                "spark.metrics.conf.*.sink.prometheusServlet.class",
                "org.apache.spark.metrics.sink.PrometheusServlet")
            .set("spark.metrics.conf.*.sink.prometheusServlet.path", "/metrics/prometheus");
    context = new JavaStreamingContext(conf, Durations.milliseconds(200));
  }

  @AfterEach
  void stop() {
    context.stop(true, false);
  }

  /** The beans of one of our sources. */
  private static Set<ObjectName> beans(String source) throws JMException {
    return JMX.queryNames(new ObjectName("metrics:name=*.holdfast." + source + ".*,*"), null);
  }

  private static Object value(String metric, String attribute) throws JMException {
    Set<ObjectName> beans =
        JMX.queryNames(new ObjectName("metrics:name=*.holdfast." + metric + ",*"), null);
    assertThat(beans).as(metric).hasSize(1);
    return JMX.getAttribute(beans.iterator().next(), attribute);
  }

  private static Object count(String metric) throws JMException {
    return value(metric, "Count");
  }

  @Test
  void twoReceiversShowTheirFiguresInJmxUntilTheyStop() throws Exception {
    for (int i = 0; i < 2; i++) {
      ReceiverStreams.create(context, new ThousandReceiver()).foreachRDD(rdd -> {});
    }
    context.start();
    await().atMost(Duration.ofSeconds(60)).until(() -> COMMITTED.get() == 2000);

    for (String receiver : List.of("receiver-0.", "receiver-1.")) {
      await().until(() -> count(receiver + "committed").equals(1000L));
      assertThat(count(receiver + "received")).isEqualTo(1000L);
      assertThat(count(receiver + "stored")).isEqualTo(1000L);
      assertThat(value(receiver + "inFlightRecords", "Value")).isEqualTo(0L);
      assertThat(value(receiver + "session", "Value")).isEqualTo(1L);
      assertThat(value(receiver + "durability", "Value")).isEqualTo("MEMORY");
      assertThat((Long) count(receiver + "storeLatency")).isPositive();
      assertThat((Double) value(receiver + "storeLatency", "Max")).isPositive();
      assertThat(count(receiver + "source.fetches")).isEqualTo(100L);
      assertThat(value(receiver + "source.lag", "Value")).isEqualTo(0L);
    }

    context.stop(false, true);
    await().untilAsserted(() -> assertThat(beans("receiver-*")).isEmpty());
  }

  @Test
  void whatLeavesTakesNothingOfOthersWithIt() throws Exception {
    MetricRegistry one = new MetricRegistry();
    one.counter("received");
    MetricRegistry ten = new MetricRegistry();
    ten.counter("received");
    Runnable takeOne = SparkMetrics.publish("holdfast.receiver-1", one);
    Runnable takeTen = SparkMetrics.publish("holdfast.receiver-10", ten);
    takeOne.run();
    assertThat(beans("receiver-1")).isEmpty();
    assertThat(beans("receiver-10")).hasSize(1);

    // Two receivers of one stream that overlap: the later is shown, whenever the earlier leaves.
    MetricRegistry next = new MetricRegistry();
    next.counter("received").inc(42);
    Runnable takeNext = SparkMetrics.publish("holdfast.receiver-10", next);
    takeTen.run();
    assertThat(count("receiver-10.received")).isEqualTo(42L);
    takeNext.run();
    takeNext.run();
    assertThat(beans("receiver-10")).isEmpty();
  }

  @Test
  void withoutSparkNothingIsShownAndNothingThrown() {
    context.stop(true, false);
    SparkEnv.set(null);
    assertThatCode(() -> SparkMetrics.publish("holdfast.receiver-1", new MetricRegistry()).run())
        .doesNotThrowAnyException();
  }

  @Test
  void prometheusOnTheDriverShowsWhatBlocksSaid() throws Exception {
    DriverMetrics metrics = DriverMetrics.start();
    Runnable take = metrics.publish(3);
    metrics.seen(BlockMetadata.of(1, 0, 9, Collections.emptyList(), Figures.of(figure -> 2)));

    Set<String> lines = prometheus();
    assertThat(lines).anyMatch(line -> line.matches(".*holdfast_stream_3_stored_Count.* 2"));
    assertThat(lines).anyMatch(line -> line.matches(".*holdfast_stream_3_session_Value.* 2"));
    assertThat(lines)
        .anyMatch(line -> line.matches(".*holdfast_stream_3_durabilityRank_Value.* 2"));
    take.run();
    assertThat(prometheus()).noneMatch(line -> line.contains("holdfast"));
  }

  private Set<String> prometheus() throws Exception {
    String address = context.ssc().sparkContext().uiWebUrl().get() + "/metrics/prometheus/";
    String body =
        HttpClient.newHttpClient()
            .send(HttpRequest.newBuilder(URI.create(address)).build(), BodyHandlers.ofString())
            .body();
    return new TreeSet<>(body.lines().toList());
  }
}
