// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal.driver;

import static io.holdfast.core.internal.driver.Rule.DEAD_LETTERS;
import static io.holdfast.core.internal.driver.Rule.JAVA_SERIALIZER;
import static io.holdfast.core.internal.driver.Rule.KAFKA_CLIENT;
import static io.holdfast.core.internal.driver.Rule.SECRET_IN_CHECKPOINT;
import static io.holdfast.core.internal.driver.Rule.SECURED_WITHOUT_KEYTAB;
import static io.holdfast.core.internal.driver.Rule.UNBOUNDED_INTAKE;
import static io.holdfast.core.internal.driver.RuleCase.holds;
import static io.holdfast.core.internal.driver.RuleCase.violated;
import static io.holdfast.core.internal.driver.TestFacts.WAL;
import static io.holdfast.core.internal.driver.TestFacts.job;
import static io.holdfast.core.internal.driver.TestFacts.receiving;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.core.AuthenticationSecret;
import io.holdfast.core.PoisonPolicy;
import io.holdfast.core.ReceiverSettings;
import java.util.stream.Stream;
import org.apache.spark.storage.StorageLevel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OtherRulesTest {
  private static final String RATE = "spark.streaming.receiver.maxRate";
  private static final String SERIALIZER = "spark.serializer";

  @ParameterizedTest
  @MethodSource({"kafka", "serializer", "keytab", "secrets", "intake", "deadLetters"})
  void judged(RuleCase each) {
    each.check();
  }

  static Stream<RuleCase> deadLetters() {
    ReceiverSettings.Builder kept =
        ReceiverSettings.builder()
            .poison(PoisonPolicy.DEAD_LETTER)
            .deadLetterDirectory("hdfs://h/dead");
    return Stream.of(
        holds(DEAD_LETTERS, "a directory that takes files", job().stream(kept)),
        holds(
            DEAD_LETTERS,
            "no dead letters",
            job().stream(ReceiverSettings.builder()).notWritable("read-only")),
        violated(
            DEAD_LETTERS,
            "a directory that takes none",
            job().stream(kept).notWritable("read-only"),
            "The stream 0 (TestReceiver) is to keep poison under hdfs://h/dead, where nothing can"
                + " be written (read-only): let the job write there, or set another"
                + " deadLetterDirectory."));
  }

  static Stream<RuleCase> kafka() {
    return Stream.of(
        holds(KAFKA_CLIENT, "no clash", job()),
        violated(
            KAFKA_CLIENT,
            "a clash",
            job().newKafka(),
            "The class path has a kafka-clients of 4.0 or later beside spark-streaming-kafka-0-10,"
                + " whose direct stream then delivers nothing and does not say why: use"
                + " kafka-clients 3.9, or take spark-streaming-kafka-0-10 off the class path."));
  }

  static Stream<RuleCase> serializer() {
    String sentence =
        "Records that are neither text nor bytes are written with Java serialization, which is slow"
            + " and large for many small ones: set spark.serializer to org.apache.spark.serializer.KryoSerializer before"
            + " the first start, since a checkpoint keeps it.";
    StorageLevel objects = StorageLevel.MEMORY_AND_DISK();
    StorageLevel bytes = StorageLevel.MEMORY_AND_DISK_SER();
    return Stream.of(
        violated(JAVA_SERIALIZER, "by default", job().without(SERIALIZER).stream(bytes), sentence),
        violated(
            JAVA_SERIALIZER,
            "objects, but in the log",
            job().without(SERIALIZER).set(WAL, true).stream(objects),
            sentence),
        holds(JAVA_SERIALIZER, "objects", job().without(SERIALIZER).stream(objects)),
        holds(JAVA_SERIALIZER, "Kryo", job().stream(bytes)));
  }

  static Stream<RuleCase> keytab() {
    return Stream.of(
        violated(
            SECURED_WITHOUT_KEYTAB,
            "none",
            job().securedCluster(),
            "The cluster is secured and the job has no keytab, so it ends when its tokens do: set"
                + " spark.kerberos.keytab and spark.kerberos.principal."),
        holds(
            SECURED_WITHOUT_KEYTAB,
            "a keytab",
            job().securedCluster().set("spark.kerberos.keytab", "k")),
        holds(
            SECURED_WITHOUT_KEYTAB,
            "a keytab under its old key",
            job().securedCluster().set("spark.yarn.keytab", "k")),
        holds(SECURED_WITHOUT_KEYTAB, "no security", job()));
  }

  static Stream<RuleCase> secrets() {
    String secret = "spark.authenticate.secret";
    String sentence =
        "Each checkpoint holds the configuration in clear, and with it %s: give secrets by a file,"
            + " a credential provider or the environment, spark.authenticate.secret through"
            + " AuthenticationSecret.mask, and protect the checkpoint directory hdfs:/c.";
    return Stream.of(
        violated(
            SECRET_IN_CHECKPOINT,
            "two, by Spark's own measure",
            job().set(secret, "hush").set("spark.ssl.keyPassword", "hush").checkpoint("hdfs:/c"),
            sentence.formatted("spark.authenticate.secret, spark.ssl.keyPassword")),
        violated(
            SECRET_IN_CHECKPOINT,
            "by the job's measure",
            job()
                .set("spark.redaction.regex", "pin")
                .set("spark.my.pin", "hush")
                .set(secret, "hush")
                .checkpoint("hdfs:/c"),
            sentence.formatted("spark.my.pin")),
        holds(SECRET_IN_CHECKPOINT, "no checkpoint", job().set(secret, "hush")),
        holds(SECRET_IN_CHECKPOINT, "no secret", job().checkpoint("hdfs:/c")),
        holds(
            SECRET_IN_CHECKPOINT,
            "a masked one",
            job().set(secret, AuthenticationSecret.MASK).checkpoint("hdfs:/c")),
        holds(
            SECRET_IN_CHECKPOINT,
            "a file with one",
            job().set(secret + ".file", "/s").checkpoint("hdfs:/c")));
  }

  @Test
  void theDefaultMeasureOfASecretIsSparks() {
    assertThat(
            org.apache
                .spark
                .internal
                .config
                .package$
                .MODULE$
                .SECRET_REDACTION_PATTERN()
                .defaultValueString())
        .isEqualTo(SecurityRules.DEFAULT_REDACTION);
  }

  static Stream<RuleCase> intake() {
    String sentence =
        "Nothing bounds the intake, and after a pause batches can grow until none completes: set"
            + " spark.streaming.receiver.maxRate, or spark.streaming.backpressure.enabled to true.";
    return Stream.of(
        violated(UNBOUNDED_INTAKE, "no bound", receiving().without(RATE), sentence),
        violated(UNBOUNDED_INTAKE, "zero, which is none", receiving().set(RATE, 0), sentence),
        violated(
            UNBOUNDED_INTAKE, "Spark's default", receiving().set(RATE, Long.MAX_VALUE), sentence),
        holds(UNBOUNDED_INTAKE, "no receivers", job().without(RATE)),
        holds(UNBOUNDED_INTAKE, "a rate", receiving()),
        holds(
            UNBOUNDED_INTAKE,
            "back pressure",
            receiving().without(RATE).set("spark.streaming.backpressure.enabled", true)));
  }
}
