// SPDX-License-Identifier: Apache-2.0
package io.holdfast.it.managers;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.parts.ChildProcess;
import io.holdfast.parts.HadoopCluster;
import io.holdfast.parts.KafkaBroker;
import io.holdfast.parts.SparkExecutor;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The job that counts a topic, on a cluster where everybody proves by Kerberos who he is, and with
 * tokens of HDFS that live for a minute. It writes its log and its checkpoint for three, and the
 * executor of its receiver is killed when all tokens of the start have ended.
 */
@Tag("long")
@Timeout(900)
class KerberosIT {
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final Duration LIFETIME = Duration.ofMinutes(1);
  private static final String GROUP = "kafka-word-count";

  @TempDir private Path folder;
  private WordTopic topic;

  @Test
  void aJobOutlivesItsTokensThreeTimes() throws Exception {
    try (KafkaBroker broker = KafkaBroker.start(folder.resolve("kafka"));
        HadoopCluster hadoop = HadoopCluster.startSecured(folder.resolve("hadoop"))) {
      topic = WordTopic.create(broker, "kerberos", folder.resolve("totals.db"));
      try (ChildProcess job = submit(broker, hadoop)) {
        produceFor(LIFETIME.multipliedBy(2), job);
        kill(hadoop, job);
        produceFor(LIFETIME, job);
        await("all is counted", job, () -> topic.counted() >= topic.sent());
        assertThat(job.log().lines().filter(line -> line.contains("Scheduling renewal in")))
            .as("tokens obtained")
            .hasSizeGreaterThan(3);
        job.terminate();
        assertThat(job.awaitExit(PATIENCE)).as(job.logTail()).isEqualTo(128 + 15);
      }
    }
    System.out.printf(
        "Kerberos, tokens of a minute: %,d words sent, %,d counted, %d wrong totals%n",
        topic.sent(), topic.counted(), topic.wrong());
    assertThat(topic.wrong()).isZero();
  }

  /** Sends some words every second, and sees each of them acknowledged. */
  private void produceFor(Duration duration, ChildProcess job) throws Exception {
    long end = System.nanoTime() + duration.toNanos();
    while (System.nanoTime() < end) {
      topic.produce(100);
      long sent = topic.sent();
      await("the words are stored", job, () -> topic.acknowledged(GROUP) >= sent);
    }
  }

  private void kill(HadoopCluster hadoop, ChildProcess job) throws Exception {
    topic.produce(10_000);
    await("words are in flight", job, () -> topic.acknowledged(GROUP) > topic.counted());
    SparkExecutor receiving =
        hadoop.executors().stream()
            .filter(executor -> executor.hasStartedReceiver(0))
            .findFirst()
            .orElseThrow();
    receiving.kill();
    assertThat(topic.counted()).as("words in flight").isLessThan(topic.sent());
  }

  private ChildProcess submit(KafkaBroker broker, HadoopCluster hadoop) throws Exception {
    Path conf = hadoop.configuration();
    String kerberos = "-Djava.security.krb5.conf=" + conf.resolve("krb5.conf");
    return ShownCommand.of("examples/README.md", "--master yarn", "--keytab")
        .with("broker:9092 wordcounttopic", broker.bootstrap() + " " + topic.name())
        .with("hdfs:///jobs/word-count", "hdfs:///jobs/" + topic.name())
        .with("jdbc:postgresql://db/totals", topic.database().toString())
        .with("jobs@EXAMPLE.COM", "holdfast@EXAMPLE.COM")
        .with("/etc/security/jobs.keytab", conf.resolve("job.keytab").toString())
        .and("--batch 2")
        .small(folder.resolve("scratch"), kerberos)
        .environment("HADOOP_CONF_DIR", conf.toString())
        .start(folder.resolve("command"));
  }

  private void await(String what, ChildProcess job, Callable<Boolean> condition) {
    Awaitility.await(what).atMost(PATIENCE).until(() -> !job.isAlive() || condition.call());
    assertThat(job.isAlive()).as(job.logTail()).isTrue();
  }
}
