// SPDX-License-Identifier: Apache-2.0
package io.holdfast.flume;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.core.Durability;
import io.holdfast.core.HoldfastKryoRegistrator;
import io.holdfast.core.Positioned;
import io.holdfast.core.ReceiverSettings;
import io.holdfast.core.ReceiverStreams;
import io.holdfast.parts.FlumeAgent;
import io.holdfast.parts.FreePorts;
import io.holdfast.parts.TemporaryDirectory;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.apache.spark.SparkConf;
import org.apache.spark.streaming.Durations;
import org.apache.spark.streaming.api.java.JavaStreamingContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A real agent into a job with the write-ahead log that allows only what is registered. */
@SuppressWarnings("deprecation") // Spark deprecates its whole streaming API, and keeps it
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class FlumeStreamIT {
  private static final int EVENTS = 500;

  /** What batches brought; static, since closures are copied. */
  private static final Collection<Positioned<FlumeEvent>> RECORDS = new ConcurrentLinkedQueue<>();

  private static SparkConf conf(Path directory) {
    return new SparkConf(false)
        .setMaster("local[2]")
        .setAppName("test")
        .set("spark.ui.enabled", "false")
        .set("spark.driver.host", "127.0.0.1")
        .set("spark.driver.bindAddress", "127.0.0.1")
        .set("spark.local.dir", directory.toString())
        .set("spark.locality.wait", "0s")
        .set("spark.streaming.receiver.writeAheadLog.enable", "true")
        .set("spark.serializer", "org.apache.spark.serializer.KryoSerializer")
        .set("spark.kryo.registrationRequired", "true")
        .set(
            "spark.kryo.registrator",
            HoldfastKryoRegistrator.class.getName() + "," + FlumeKryoRegistrator.class.getName());
  }

  private static void feed(FlumeAgent agent) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), agent.port())) {
      BufferedReader answers =
          new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
      for (int number = 0; number < EVENTS; number++) {
        socket.getOutputStream().write("a %d text\n".formatted(number).getBytes(UTF_8));
      }
      for (int number = 0; number < EVENTS; number++) {
        assertThat(answers.readLine()).isEqualTo("OK");
      }
    }
  }

  @Test
  void everyEventOfAnAgentComesOnceAndWithItsPosition() throws Exception {
    int port = FreePorts.choose(1).get(0);
    try (TemporaryDirectory directory = TemporaryDirectory.create("flume-stream");
        FlumeAgent agent =
            FlumeAgent.start(directory.path().resolve("agent"), port, Duration.ofSeconds(20))) {
      FlumePushReceiver<Positioned<FlumeEvent>> receiver =
          FlumePushReceiver.builder()
              .host("127.0.0.1")
              .port(port)
              .settings(ReceiverSettings.builder().demand(Durability.WAL).build())
              .buildPositioned();
      try (JavaStreamingContext context =
          new JavaStreamingContext(conf(directory.path()), Durations.milliseconds(300))) {
        context.checkpoint(directory.path().resolve("checkpoint").toString());
        ReceiverStreams.create(context, receiver).foreachRDD(rdd -> RECORDS.addAll(rdd.collect()));
        context.start();
        feed(agent);

        await().atMost(Duration.ofSeconds(90)).until(() -> RECORDS.size() >= EVENTS);
      }
      assertThat(RECORDS).hasSize(EVENTS).doesNotHaveDuplicates();
      assertThat(RECORDS)
          .allMatch(
              record ->
                  record.partition().equals("a")
                      && record.value().bodyText().equals("a %d text".formatted(record.offset())));
    }
  }
}
