// SPDX-License-Identifier: Apache-2.0
package io.holdfast.examples;

import io.holdfast.core.Positioned;
import io.holdfast.core.ReceiverStreams;
import io.holdfast.kafka.KafkaReceiver;
import io.holdfast.kafka.KafkaReceiverBuilder;
import io.holdfast.pipeline.WordCount;
import io.holdfast.pipeline.totals.JdbcTotals;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.spark.streaming.api.java.JavaDStream;
import org.apache.spark.streaming.api.java.JavaStreamingContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Counts the words in a Kafka topic, batch by batch, through a reliable receiver. */
@Command(
    name = "KafkaWordCount",
    description = {
      "Counts the words in the records of a Kafka topic, batch by batch, and prints the counts. A"
          + " record is committed to the consumer group once Spark has made it durable.",
      ""
    })
@SuppressWarnings("deprecation") // Spark deprecates its whole streaming API, and keeps it
public final class KafkaWordCount implements Callable<Integer> {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /**
   * How long the group holds the partitions for a job that was killed, while the job that was
   * started in its place gets nothing. Kafka's default is 45 s.
   */
  private static final String SESSION_TIMEOUT_MILLIS = "10000";

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
        "The consumer group, which keeps the position in the topic; a group without one begins at the"
            + " topic's beginning. Default: ${DEFAULT-VALUE}."
      })
  private String group;

  @Mixin private Receivers receivers;
  @Mixin private JobOptions options;

  /** The job's main, for {@code spark-submit}. */
  public static void main(String[] arguments) {
    JobCommand.main(new KafkaWordCount(), arguments);
  }

  /** Runs the job until it is stopped. */
  @Override
  public Integer call() throws Exception {
    new Job("KafkaWordCount", options, new Source(receiver())).run();
    return ExitCode.OK;
  }

  private KafkaReceiverBuilder<String> receiver() {
    return KafkaReceiver.strings()
        .bootstrapServers(bootstrap)
        .groupId(group)
        .topics(topic)
        .property(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, SESSION_TIMEOUT_MILLIS)
        .settings(options.settings());
  }

  private final class Source implements JobSource {
    private final KafkaReceiverBuilder<String> builder;
    private final KafkaReceiver<String> receiver;

    Source(KafkaReceiverBuilder<String> builder) throws BadConfigurationException {
      this.builder = builder;
      receiver = BadConfigurationException.unlessRefused(builder::build);
    }

    @Override
    public String arguments() {
      return receivers.after("%s %s --group %s".formatted(bootstrap, topic, group));
    }

    /** The group: who reads the topic anew, with another one, wants other totals. */
    @Override
    public String totalsName() {
      return group;
    }

    @Override
    public String costOfStartingAnew(boolean totals) {
      return totals
          ? "no record is lost by that, since the totals say where to begin"
          : JobSource.super.costOfStartingAnew(false);
    }

    @Override
    public void check() throws BadConfigurationException {
      try {
        receiver.checkTopics(PATIENCE);
      } catch (IllegalStateException e) {
        throw new BadConfigurationException(e.getMessage(), e);
      }
    }

    @Override
    public JavaDStream<String> lines(JavaStreamingContext context) {
      return ReceiverStreams.create(context, receiver, receivers.number());
    }

    @Override
    public JavaDStream<String> lines(JavaStreamingContext context, JdbcTotals totals) {
      JavaDStream<Positioned<String>> records =
          ReceiverStreams.create(context, builder.buildPositioned(), receivers.number(), totals);
      totals.count(records);
      return WordCount.lines(records);
    }
  }
}
