// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal.driver;

import static io.holdfast.core.Durability.MEMORY;
import static io.holdfast.core.Durability.REPLICATED;
import static io.holdfast.core.internal.driver.Rule.DEMANDED_DURABILITY;
import static io.holdfast.core.internal.driver.Rule.REPLICATED_UNDER_WAL;
import static io.holdfast.core.internal.driver.RuleCase.holds;
import static io.holdfast.core.internal.driver.RuleCase.violated;
import static io.holdfast.core.internal.driver.TestFacts.WAL;
import static io.holdfast.core.internal.driver.TestFacts.job;
import static io.holdfast.core.internal.driver.TestFacts.on;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.core.Durability;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.apache.spark.storage.StorageLevel;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class DurabilityRulesTest {
  private static final StorageLevel ONE = StorageLevel.MEMORY_AND_DISK_SER();
  private static final StorageLevel TWO = StorageLevel.MEMORY_AND_DISK_SER_2();

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "true;true;1;local[2];WAL",
        "true;true;2;spark://h:7077;WAL",
        "true;false;1;spark://h:7077;MEMORY",
        "true;false;2;spark://h:7077;REPLICATED",
        "false;true;1;spark://h:7077;MEMORY",
        "false;true;2;spark://h:7077;REPLICATED",
        "false;false;2;local[8];MEMORY",
        "false;false;2;local-cluster[1,2,512];MEMORY",
        "false;false;2;local-cluster[2,2,512];REPLICATED",
        "false;false;2;yarn;REPLICATED"
      })
  void theEffectiveLevel(
      boolean log, boolean checkpoint, int copies, String master, Durability expected) {
    Resources resources = Resources.of(new SparkConf(false).setMaster(master));
    StorageLevel level = copies == 2 ? TWO : ONE;
    assertThat(EffectiveDurability.of(log, checkpoint, level, resources)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"yarn,1,4,MEMORY", "spark://h:7077,2,3,MEMORY", "spark://h:7077,2,4,REPLICATED"})
  void oneExecutorByConfigurationKeepsOneCopy(
      String master, int executorCores, int max, Durability expected) {
    SparkConf conf =
        new SparkConf(false)
            .setMaster(master)
            .set("spark.executor.instances", "1")
            .set("spark.executor.cores", String.valueOf(executorCores))
            .set("spark.cores.max", String.valueOf(max));
    assertThat(EffectiveDurability.of(false, false, TWO, Resources.of(conf))).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "WAL,WAL,true",
    "WAL,REPLICATED,true",
    "REPLICATED,WAL,false",
    "REPLICATED,REPLICATED,true",
    "MEMORY,REPLICATED,false",
    "MEMORY,MEMORY,true"
  })
  void aLevelCoversItselfAndWeakerOnes(Durability given, Durability demanded, boolean covers) {
    assertThat(given.covers(demanded)).isEqualTo(covers);
  }

  @ParameterizedTest
  @MethodSource({"demands", "replicated"})
  void judged(RuleCase each) {
    each.check();
  }

  static Stream<RuleCase> demands() {
    String lacks = ", which survives neither the loss of its executor nor of the driver: ";
    return Stream.of(
        holds(DEMANDED_DURABILITY, "no demand", on("local[2]").stream(ONE)),
        holds(DEMANDED_DURABILITY, "memory", on("local[2]").demanding(MEMORY, ONE)),
        holds(
            DEMANDED_DURABILITY,
            "the log, which is there",
            job().demanding(Durability.WAL, ONE).set(WAL, true).checkpoint("hdfs:/c")),
        holds(
            DEMANDED_DURABILITY,
            "copies, and the log is there",
            on("local[2]").demanding(REPLICATED, ONE).set(WAL, true).checkpoint("hdfs:/c")),
        holds(DEMANDED_DURABILITY, "copies, which are there", job().demanding(REPLICATED, TWO)),
        violated(
            DEMANDED_DURABILITY,
            "the log, of which nothing is there",
            job().demanding(Durability.WAL, TWO),
            "The stream 0 (TestReceiver) demands WAL and would get REPLICATED, which survives the"
                + " loss of one executor, not of the driver: set"
                + " spark.streaming.receiver.writeAheadLog.enable to true and give the job a"
                + " checkpoint directory."),
        violated(
            DEMANDED_DURABILITY,
            "the log, without its setting",
            job().demanding(Durability.WAL, ONE).checkpoint("hdfs:/c"),
            "The stream 0 (TestReceiver) demands WAL and would get MEMORY"
                + lacks
                + "set spark.streaming.receiver.writeAheadLog.enable to true."),
        violated(
            DEMANDED_DURABILITY,
            "copies of one stream",
            job().stream(ONE).demanding(REPLICATED, ONE),
            "The stream 1 (TestReceiver) demands REPLICATED and would get MEMORY"
                + lacks
                + "give its settings a storage level of two copies, as MEMORY_AND_DISK_SER_2."),
        violated(
            DEMANDED_DURABILITY,
            "copies on a local master",
            on("local[2]").demanding(REPLICATED, TWO),
            "The stream 0 (TestReceiver) demands REPLICATED and would get MEMORY"
                + lacks
                + "run it on a cluster, since the master local[2] has one executor."),
        violated(
            DEMANDED_DURABILITY,
            "copies with one executor",
            on("yarn").set("spark.executor.instances", 1).demanding(REPLICATED, TWO),
            "The stream 0 (TestReceiver) demands REPLICATED and would get MEMORY"
                + lacks
                + "let the job have more than one executor."));
  }

  static Stream<RuleCase> replicated() {
    return Stream.of(
        violated(
            REPLICATED_UNDER_WAL,
            "two copies",
            job().set(WAL, true).stream(ONE).stream(TWO),
            "Spark keeps one copy of a block that is in the write-ahead log, whatever the storage"
                + " level says: use MEMORY_AND_DISK_SER for stream 1 (TestReceiver)."),
        holds(REPLICATED_UNDER_WAL, "no log", job().stream(TWO)),
        holds(REPLICATED_UNDER_WAL, "one copy", job().set(WAL, true).stream(ONE)));
  }
}
