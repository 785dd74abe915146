// SPDX-License-Identifier: Apache-2.0
package io.holdfast.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.parts.SparkCluster;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every rule of the preflight, as somebody meets it who submits a job that would be hurt. */
@Execution(ExecutionMode.CONCURRENT)
class PreflightIT {
  private static final String JAVA_SERIALIZER =
      "Records that are neither text nor bytes are written with Java serialization, which is slow"
          + " and large for many small ones: set spark.serializer to org.apache.spark.serializer.KryoSerializer before the first"
          + " start, since a checkpoint keeps it.";
  private static final String UNBOUNDED_INTAKE =
      "Nothing bounds the intake, and after a pause batches can grow until none completes: set"
          + " spark.streaming.receiver.maxRate, or spark.streaming.backpressure.enabled to true.";

  @TempDir private static Path clusterFolder;
  private static SparkCluster cluster;

  @TempDir private Path folder;

  /** A cluster that gives a job nothing. */
  @BeforeAll
  static void startCluster() throws Exception {
    cluster = SparkCluster.start(clusterFolder, 0, 0);
  }

  @AfterAll
  static void stopCluster() {
    if (cluster != null) {
      cluster.close();
    }
  }

  private static final Submission ONE_CORE =
      Submission.of("settings that hurt any job with a receiver, on a master with one core")
          .master("local[1]")
          .set("spark.dynamicAllocation.enabled", "true")
          .set("spark.streaming.concurrentJobs", "2")
          .set("spark.speculation", "true")
          .set("spark.speculation.task.duration.threshold", "1m")
          .finds(
              "ERROR",
              "CORES",
              "The master local[1] has 1 core for 1 receiver, which leaves none to process what is"
                  + " received: use local[2] or more.")
          .finds(
              "ERROR",
              "DYNAMIC_ALLOCATION",
              "Spark would take executors away while they hold receivers or blocks: set"
                  + " spark.dynamicAllocation.enabled to false.")
          .finds(
              "ERROR",
              "CONCURRENT_JOBS",
              "spark.streaming.concurrentJobs is 2, and a batch that completes first would clean up"
                  + " blocks that an older one still needs: set it to 1.")
          .finds(
              "ERROR",
              "SPECULATION",
              "spark.speculation with spark.speculation.task.duration.threshold starts a second"
                  + " copy of each receiver and abandons the first, which goes on receiving: remove"
                  + " the threshold, or set spark.speculation to false.")
          .finds("WARNING", "JAVA_SERIALIZER", JAVA_SERIALIZER)
          .finds("WARNING", "UNBOUNDED_INTAKE", UNBOUNDED_INTAKE);

  private static final Submission EARLIER_RUN =
      Submission.of("a checkpoint directory with the log of a run that cannot be recovered")
          .withoutCommonWarnings()
          .argument("--checkpoint=file:FOLDER/earlier")
          .set("spark.locality.wait", "3s")
          .set("spark.my.password", "hush")
          .finds(
              "ERROR",
              "LOCALITY_WAIT_LOCAL",
              "On the master local[2] a batch that a recovery brings back can wait for ever for a"
                  + " locality that no executor has: set spark.locality.wait to 0s.")
          .finds(
              "ERROR",
              "STALE_LOGS",
              "The checkpoint directory file:FOLDER/earlier holds the logs of an earlier run (0 files in"
                  + " receivedBlockMetadata with nothing that can be read, 1 file in receivedData),"
                  + " but no checkpoint that can be read: of what that run acknowledged, all that"
                  + " it had not processed would be lost now and come back at some later recovery."
                  + " To keep it, bring back its checkpoint files or the classes they were written"
                  + " with; to do without it, set spark.holdfast.checkpoint.startAnew=true, and the"
                  + " logs are renamed aside; or use another directory.")
          .finds(
              "WARNING",
              "SECRET_IN_CHECKPOINT",
              "Each checkpoint holds the configuration in clear, and with it spark.my.password: give"
                  + " secrets by a file, a credential provider or the environment,"
                  + " spark.authenticate.secret through AuthenticationSecret.mask, and protect the"
                  + " checkpoint directory file:FOLDER/earlier.");

  private static final Submission LOG_WITHOUT_CHECKPOINT =
      Submission.of("two copies demanded of a local master, and a log that has nowhere to be")
          .withoutCommonWarnings()
          .argument("--durability=replicated")
          .set("spark.streaming.receiver.writeAheadLog.enable", "true")
          .finds(
              "ERROR",
              "WAL_WITHOUT_CHECKPOINT",
              "spark.streaming.receiver.writeAheadLog.enable is true, but the job has no checkpoint"
                  + " directory to keep the log in: give it one, or set the key to false.")
          .finds(
              "ERROR",
              "DEMANDED_DURABILITY",
              "The stream 0 (FileTailReceiver) demands REPLICATED and would get MEMORY, which"
                  + " survives neither the loss of its executor nor of the driver: run it on a"
                  + " cluster, since the master local[2] has one executor.")
          .finds(
              "WARNING",
              "REPLICATED_UNDER_WAL",
              "Spark keeps one copy of a block that is in the write-ahead log, whatever the storage"
                  + " level says: use MEMORY_AND_DISK_SER for stream 0 (FileTailReceiver).");

  private static final Submission FULL_CLUSTER =
      Submission.of("a cluster that has nothing to give, and small executors")
          .withoutCommonWarnings()
          .master("MASTER")
          .argument("--checkpoint=file:FOLDER/checkpoint")
          .set("spark.executor.cores", "1")
          .set("spark.scheduler.maxRegisteredResourcesWaitingTime", "1s")
          .finds(
              "ERROR",
              "REGISTERED_CORES",
              "The master MASTER has given the job 0 cores for 1 receiver, which leaves none to"
                  + " process what is received: give the job more of the cluster, or time to get it"
                  + " with a longer spark.scheduler.maxRegisteredResourcesWaitingTime (1 s now).")
          .finds(
              "WARNING",
              "FILE_CHECKPOINT_ON_CLUSTER",
              "The checkpoint directory file:FOLDER/checkpoint is on the local disk of each machine"
                  + " of the cluster, and what one writes no other can read: use a directory that"
                  + " all of them share, such as one on HDFS.")
          .finds(
              "WARNING",
              "LOCALITY_WAIT_ONE_CORE",
              "On executors of one task each, tasks wait for the one that the receiver occupies,"
                  + " and after the loss of an executor new data can be late by up to 15 s: set"
                  + " spark.locality.wait to 0s, or spark.executor.cores to 2 or more.");

  private static final Submission KAFKA_4 =
      Submission.of(
              "Spark's direct stream beside a Kafka client of 4.0, dead letters in a file, no bound"
                  + " on the intake, and no warnings tolerated")
          .set("spark.serializer", "org.apache.spark.serializer.KryoSerializer")
          .set("spark.holdfast.preflight.strict", "true")
          .argument("--poison=dead-letter")
          .argument("--dead-letters=file:FOLDER/lines/letters")
          .set("spark.driver.extraClassPath", "JARS/kafka-clients.jar")
          .set("spark.jars", "JARS/spark-streaming-kafka-0-10_2.12.jar")
          .finds(
              "ERROR",
              "KAFKA_CLIENT",
              "The class path has a kafka-clients of 4.0 or later beside"
                  + " spark-streaming-kafka-0-10, whose direct stream then delivers nothing and"
                  + " does not say why: use kafka-clients 3.9, or take spark-streaming-kafka-0-10"
                  + " off the class path.")
          .finds(
              "ERROR",
              "DEAD_LETTERS",
              "The stream 0 (FileTailReceiver) is to keep poison under file:FOLDER/lines/letters,"
                  + " where nothing can be written (Parent path is not a directory:"
                  + " file:FOLDER/lines): let the job write there, or set another"
                  + " deadLetterDirectory.")
          .finds("ERROR", "UNBOUNDED_INTAKE", UNBOUNDED_INTAKE);

  /** Hadoop itself maps the directory to another file system, so no store is asked. */
  private static final Submission OBJECT_STORE =
      Submission.of("a checkpoint on an object store, in a secured cluster")
          .withoutCommonWarnings()
          .argument("--checkpoint=s3a://bucket/job")
          .set(
              "spark.hadoop.fs.s3a.impl",
              "org.apache.hadoop.fs.viewfs.ViewFileSystemOverloadScheme")
          .set("spark.hadoop.fs.viewfs.mounttable.bucket.link./job", "file://FOLDER/store")
          .set("spark.hadoop.hadoop.security.authentication", "kerberos")
          .driverOption("-Djava.security.krb5.realm=EXAMPLE.COM")
          .driverOption("-Djava.security.krb5.kdc=127.0.0.1:1")
          .finds(
              "WARNING",
              "OBJECT_STORE_CHECKPOINT",
              "The checkpoint directory s3a://bucket/job is on an object store, which keeps nothing"
                  + " of a file before it is closed, so what is acknowledged is not durable: set"
                  + " spark.streaming.receiver.writeAheadLog.closeFileAfterWrite and"
                  + " spark.streaming.driver.writeAheadLog.closeFileAfterWrite to true, which makes"
                  + " an object of each entry. HDFS is the place for a checkpoint.")
          .finds(
              "WARNING",
              "SECURED_WITHOUT_KEYTAB",
              "The cluster is secured and the job has no keytab, so it ends when its tokens do: set"
                  + " spark.kerberos.keytab and spark.kerberos.principal.");

  private static final Submission WELL_MADE =
      Submission.of("nothing to complain of")
          .withoutCommonWarnings()
          .argument("--checkpoint=FOLDER/checkpoint")
          .argument("--batch=1")
          .argument("--stop-when-idle=1");

  private static final Submission RECOVERED =
      Submission.of("a recovery with other settings than the checkpoint has")
          .withoutCommonWarnings()
          .argument("--checkpoint=FOLDER/checkpoint")
          .argument("--batch=1")
          .set("spark.streaming.receiver.maxRate", "2000")
          .finds(
              "WARNING",
              "FROZEN_SETTINGS",
              "The job goes on with the settings of its checkpoint, where these are not what this"
                  + " start was given: spark.streaming.receiver.maxRate. To change them, stop the"
                  + " job when it has processed everything, and start it with a new checkpoint"
                  + " directory.");

  static Stream<Submission> submissions() {
    return Stream.of(
        ONE_CORE, EARLIER_RUN, LOG_WITHOUT_CHECKPOINT, FULL_CLUSTER, KAFKA_4, OBJECT_STORE);
  }

  @ParameterizedTest
  @MethodSource("submissions")
  void aCheckNamesAllThatShouldChangeAndHow(Submission submission) throws Exception {
    leaveTheLogOfAnEarlierRun();
    Files.createDirectory(folder.resolve("store"));
    assertThat(submission.check(folder, cluster.masterUrl())).doesNotContain("hush");
  }

  @ParameterizedTest
  @MethodSource("refused")
  void theStartIsRefusedWithTheSameSentences(Submission submission) throws Exception {
    leaveTheLogOfAnEarlierRun();
    submission.isRefused(folder, cluster.masterUrl());
  }

  /** One that is refused when its stream is created, and one when it is complete. */
  static Stream<Submission> refused() {
    return Stream.of(ONE_CORE, EARLIER_RUN);
  }

  private void leaveTheLogOfAnEarlierRun() throws Exception {
    Path logs = Files.createDirectories(folder.resolve("earlier/receivedData/0"));
    Files.writeString(logs.resolve("log-1-2"), "x");
  }

  @Test
  void aWellMadeJobRunsWithoutAWordAndItsRecoveryNamesWhatItCannotChange() throws Exception {
    String address = cluster.masterUrl();
    assertThat(WELL_MADE.run(folder, address)).doesNotContain("Preflight");
    assertThat(RECOVERED.check(folder, address))
        .contains(
            "RESULT  stream 0 (FileTailReceiver): at least once; WAL, which survives the loss of"
                + " executors and of the driver",
            "The job can start.");
  }

  @Test
  void noRuleIsWithoutAJobThatViolatesIt() throws Exception {
    Set<String> rules =
        Arrays.stream(Class.forName("io.holdfast.core.internal.driver.Rule").getEnumConstants())
            .map(rule -> ((Enum<?>) rule).name())
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> violated =
        Stream.concat(submissions(), Stream.of(RECOVERED))
            .flatMap(Submission::rules)
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(violated).isEqualTo(rules);
  }
}
