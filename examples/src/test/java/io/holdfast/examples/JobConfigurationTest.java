// SPDX-License-Identifier: Apache-2.0
package io.holdfast.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

class JobConfigurationTest {
  private static final String RECEIVER_LOG = "spark.streaming.receiver.writeAheadLog.enable";
  private static final String LOCALITY_WAIT = "spark.locality.wait";

  @Test
  void setsNoLogWithoutACheckpoint() {
    SparkConf conf = complete(new SparkConf(false));
    assertThat(conf.contains(RECEIVER_LOG)).isFalse();
    assertThat(conf.get("spark.app.name")).isEqualTo("Name");
  }

  @Test
  void setsTheReceiversLogWithACheckpoint() {
    assertThat(complete(new SparkConf(false), "--checkpoint", "/c").get(RECEIVER_LOG))
        .isEqualTo("true");
  }

  @Test
  void setsNoLogWithoutReceivers() {
    assertThat(
            JobConfiguration.complete(
                    new SparkConf(false), "Name", options("--checkpoint", "/c"), false)
                .get(RECEIVER_LOG))
        .isEqualTo("false");
  }

  @Test
  void setsNoLogWhereLessDurabilityIsAskedFor() {
    String[] arguments = {"--checkpoint", "/c", "--durability", "memory"};
    assertThat(complete(new SparkConf(false), arguments).get(RECEIVER_LOG)).isEqualTo("false");
    arguments[3] = "wal";
    assertThat(complete(new SparkConf(false), arguments).get(RECEIVER_LOG)).isEqualTo("true");
  }

  @Test
  void startsAnewOnlyIfToldTo() {
    String setting = "spark.holdfast.checkpoint.startAnew";
    assertThat(complete(new SparkConf(false), "--checkpoint=/c").contains(setting)).isFalse();
    assertThat(complete(new SparkConf(false), "--checkpoint=/c", "--start-anew").get(setting))
        .isEqualTo("true");
  }

  @Test
  void doesNotWaitForLocalityOnALocalMaster() {
    assertThat(complete(new SparkConf(false).setMaster("local[2]")).get(LOCALITY_WAIT))
        .isEqualTo("0s");
    assertThat(complete(new SparkConf(false).setMaster("yarn")).contains(LOCALITY_WAIT)).isFalse();
  }

  @Test
  void leavesWhatTheUserDecided() {
    SparkConf conf =
        new SparkConf(false).setMaster("local[2]").setAppName("mine").set(LOCALITY_WAIT, "1s");
    complete(conf);
    assertThat(conf.get(LOCALITY_WAIT)).isEqualTo("1s");
    assertThat(conf.get("spark.app.name")).isEqualTo("mine");
  }

  private static SparkConf complete(SparkConf conf, String... arguments) {
    return JobConfiguration.complete(conf, "Name", options(arguments), true);
  }

  private static JobOptions options(String... arguments) {
    WithOptions command = new WithOptions();
    new CommandLine(command).parseArgs(arguments);
    return command.options;
  }

  @Command
  private static final class WithOptions {
    @Mixin private JobOptions options;
  }
}
