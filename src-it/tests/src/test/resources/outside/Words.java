// SPDX-License-Identifier: Apache-2.0
import io.holdfast.core.Positioned;
import io.holdfast.core.ReceiverStreams;
import io.holdfast.kafka.KafkaReceiver;
import io.holdfast.pipeline.totals.JdbcTotals;
import org.apache.spark.SparkConf;
import org.apache.spark.streaming.Durations;
import org.apache.spark.streaming.api.java.JavaStreamingContext;

/** A job as somebody writes it who has the library and nothing else of ours. */
public final class Words {
  private Words() {}

  public static void main(String[] arguments) throws InterruptedException {
    KafkaReceiver<Positioned<String>> receiver =
        KafkaReceiver.strings()
            .bootstrapServers(arguments[0])
            .groupId("words")
            .topics(arguments[1])
            .buildPositioned();
    JavaStreamingContext jssc =
        new JavaStreamingContext(new SparkConf().setAppName("words"), Durations.seconds(1));
    JdbcTotals totals = JdbcTotals.of("words", arguments[2]);
    totals.count(ReceiverStreams.create(jssc, receiver, 1, totals));
    jssc.start();
    jssc.awaitTermination();
  }
}
