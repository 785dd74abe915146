// SPDX-License-Identifier: Apache-2.0
package io.holdfast.benchmarks;

import io.holdfast.core.Positioned;
import io.holdfast.core.ReliableReceiver;
import io.holdfast.kafka.KafkaReceiver;
import io.holdfast.kafka.KafkaReceiverBuilder;
import io.holdfast.parts.TemporaryDirectory;
import java.util.Map;
import java.util.UUID;
import jdk.jfr.Recording;

/** One way for a topic into Spark, profiled from its first record to the last one's count. */
enum ShareContender implements Contender<KafkaTopic> {
  PLAIN("plain", false, false),
  POSITIONED("positioned", false, true),
  WAL("plain, WAL", true, false),
  POSITIONED_WAL("positioned, WAL", true, true);

  private final String label;
  private final boolean log;
  private final boolean positioned;

  ShareContender(String label, boolean log, boolean positioned) {
    this.label = label;
    this.log = log;
    this.positioned = positioned;
  }

  @Override
  public String label() {
    return label;
  }

  @Override
  public Round run(KafkaTopic topic) throws Exception {
    try (TemporaryDirectory directory = TemporaryDirectory.create("profile");
        CountingJob job = CountingJob.start(log, receiver(topic))) {
      CountingJob.await("the first record", () -> job.total("received") > 0);
      Meter meter = Meter.here();
      long before = job.total("committed");
      try (Recording recording = Profile.begin()) {
        CountingJob.await("the last commit", () -> job.total("committed") >= topic.records());
        double seconds = meter.seconds();
        job.awaitAll(topic.records());
        recording.stop();
        Round round = meter.round(topic.records() - before, seconds, Map.of());
        return round.with(Profile.of(recording, directory.path().resolve("round.jfr")));
      }
    }
  }

  /** A receiver of the values as they are, in a consumer group of its own. */
  private ReliableReceiver<?> receiver(KafkaTopic topic) {
    KafkaReceiverBuilder<byte[]> builder =
        KafkaReceiver.<byte[]>builder((record, out) -> out.accept(record.value()))
            .bootstrapServers(topic.bootstrap())
            .groupId("group-" + UUID.randomUUID())
            .topics(topic.name());
    if (positioned) {
      ReliableReceiver<Positioned<byte[]>> receiver = builder.buildPositioned();
      return receiver;
    }
    return builder.build();
  }
}
