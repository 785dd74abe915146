// SPDX-License-Identifier: Apache-2.0
package io.holdfast.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class OwnerTest {

  @Test
  void workIsWhoseLibraryCallsItIs() {
    assertThat(Owner.of(List.of("java.util.ArrayList$Itr", "io.holdfast.core.internal.Block$1")))
        .isEqualTo(Owner.ENGINE);
    assertThat(Owner.of(List.of("java.util.ArrayList", "io.holdfast.kafka.BatchDecoder")))
        .isEqualTo(Owner.SOURCE);
    assertThat(Owner.of(List.of("io.holdfast.core.Positioned", "io.holdfast.kafka.KafkaSource")))
        .isEqualTo(Owner.SOURCE);
    assertThat(Owner.of(List.of("java.lang.Thread"))).isEqualTo(Owner.OTHER);
  }

  @Test
  void whatIsCalledWorksOnItsOwnAccount() {
    assertThat(
            Owner.of(
                List.of(
                    "java.util.zip.CRC32C",
                    "org.apache.kafka.clients.consumer.KafkaConsumer",
                    "io.holdfast.kafka.KafkaSource",
                    "io.holdfast.core.internal.PollDriver")))
        .isEqualTo(Owner.CLIENT);
    assertThat(
            Owner.of(
                List.of(
                    "java.io.ObjectOutputStream",
                    "org.apache.spark.serializer.JavaSerializationStream",
                    "io.holdfast.core.internal.StoreLane")))
        .isEqualTo(Owner.STORE);
  }
}
