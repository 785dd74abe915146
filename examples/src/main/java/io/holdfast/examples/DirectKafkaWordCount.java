// SPDX-License-Identifier: Apache-2.0
package io.holdfast.examples;

import io.holdfast.core.PoisonPolicy;
import io.holdfast.core.Positioned;
import io.holdfast.kafka.KafkaReceiver;
import io.holdfast.pipeline.WordCount;
import io.holdfast.pipeline.totals.JdbcTotals;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.spark.streaming.api.java.JavaDStream;
import org.apache.spark.streaming.api.java.JavaInputDStream;
import org.apache.spark.streaming.api.java.JavaStreamingContext;
import org.apache.spark.streaming.kafka010.KafkaUtils;
import org.apache.spark.streaming.kafka010.LocationStrategies;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Counts the words in a Kafka topic as {@link KafkaWordCount} does, through no receiver. */
@Command(
    name = "DirectKafkaWordCount",
    description = {
      "Counts the words in the records of a Kafka topic, batch by batch, and prints the counts."
          + " Spark's direct stream reads each batch from Kafka when it is counted, so there is"
          + " nothing to acknowledge, no receiver and no write-ahead log: what a driver that died"
          + " had not counted is read again. Partitions that are added to the topic are seen by"
          + " the job's next start.",
      ""
    })
@SuppressWarnings("deprecation") // Spark deprecates its whole streaming API, and keeps it
public final class DirectKafkaWordCount implements Callable<Integer> {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  @Parameters(
      index = "0",
      paramLabel = "BOOTSTRAP",
      description = "Where the brokers are: HOST:PORT, or several with commas between.")
  private String bootstrap;

  @Parameters(index = "1", paramLabel = "TOPIC", description = "The topic to count the words of.")
  private String topic;

  @Option(
      names = "--group",
      paramLabel = "ID",
      defaultValue = "kafka-word-count",
      description = {
        "The consumer group. Nothing is committed to it: a start without a checkpoint begins where"
            + " the totals of --totals-jdbc end, which are kept under this name; without them where"
            + " the group was committed; and else at the topic's beginning."
            + " Default: ${DEFAULT-VALUE}."
      })
  private String group;

  @Mixin private Receivers receivers;
  @Mixin private JobOptions options;

  /** The job's main, for {@code spark-submit}. */
  public static void main(String[] arguments) {
    JobCommand.main(new DirectKafkaWordCount(), arguments);
  }

  /** Runs the job until it is stopped. */
  @Override
  public Integer call() throws Exception {
    PoisonPolicy poison = options.settings().poison();
    if (poison == PoisonPolicy.DEAD_LETTER) {
      throw new BadConfigurationException(
          "dead letters are kept by receivers, and this job has none: give --poison skip, or run"
              + " KafkaWordCount");
    }
    receivers.requireOne(
        "this job has none to be several: each partition of the topic is read by a task of its own");
    if (options.durability().isPresent()) {
      throw new BadConfigurationException(
          "--durability is for receivers, and this job has none: Kafka keeps what is not counted"
              + " yet");
    }
    new Job("DirectKafkaWordCount", options, new Source(poison)).run();
    return ExitCode.OK;
  }

  private final class Source implements JobSource {
    private final PoisonPolicy poison;
    private final KafkaReceiver<String> sameTopic;

    Source(PoisonPolicy poison) throws BadConfigurationException {
      this.poison = poison;
      sameTopic =
          BadConfigurationException.unlessRefused(
              () ->
                  KafkaReceiver.strings()
                      .bootstrapServers(bootstrap)
                      .groupId(group)
                      .topics(topic)
                      .build());
    }

    @Override
    public boolean hasReceivers() {
      return false;
    }

    @Override
    public String arguments() {
      return "%s %s --group %s".formatted(bootstrap, topic, group);
    }

    /** As {@link KafkaWordCount} has it: either job goes on with the totals of the other. */
    @Override
    public String totalsName() {
      return group;
    }

    @Override
    public String costOfStartingAnew(boolean totals) {
      return totals
          ? "no record is lost by that, since the totals say where to begin"
          : "the job then begins where the group was committed, or at the topic's beginning";
    }

    /** Says of the topic what a receiver would. */
    @Override
    public void check() throws BadConfigurationException {
      try {
        sameTopic.checkTopics(PATIENCE);
      } catch (IllegalStateException e) {
        throw new BadConfigurationException(e.getMessage(), e);
      }
    }

    @Override
    public JavaDStream<String> lines(JavaStreamingContext context) {
      return WordCount.lines(records(context, DirectTopic.of(bootstrap, topic, group)));
    }

    @Override
    public JavaDStream<String> lines(JavaStreamingContext context, JdbcTotals totals) {
      DirectTopic counted = DirectTopic.counted(bootstrap, topic, group, totals);
      JavaDStream<Positioned<String>> records = records(context, counted);
      totals.count(records);
      return WordCount.lines(records);
    }

    private JavaDStream<Positioned<String>> records(
        JavaStreamingContext context, DirectTopic direct) {
      JavaInputDStream<ConsumerRecord<byte[], byte[]>> stream =
          KafkaUtils.createDirectStream(context, LocationStrategies.PreferConsistent(), direct);
      boolean skipping = poison == PoisonPolicy.SKIP;
      return stream.transform((rdd, time) -> DirectBatch.of(rdd, time, direct, skipping));
    }
  }
}
