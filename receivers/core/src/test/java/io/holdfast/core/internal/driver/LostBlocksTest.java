// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LostBlocksTest {
  private static final List<String> BLOCKS = List.of("a", "b", "c");

  private static List<String> read(LostBlocks lost, Set<String> there, Set<String> older) {
    return lost.toRead(1000, BLOCKS, there::contains, older::contains, block -> 10);
  }

  @Test
  void whatIsThereIsReadInItsOrder() {
    LostBlocks lost = new LostBlocks(0, false);
    assertThat(read(lost, Set.of("c", "a", "b"), Set.of())).isEqualTo(BLOCKS);
    assertThat(lost.records()).isZero();
  }

  @Test
  void aMissingBlockOfReplicatedStorageStaysInItsBatchAndFailsIt() {
    LostBlocks lost = new LostBlocks(0, true);
    assertThat(read(lost, Set.of("a", "c"), Set.of())).isEqualTo(BLOCKS);
    assertThat(lost.records()).isZero();
  }

  @Test
  void whatDiedWithTheDriverBeforeIsLeftOutAndCounted() {
    LostBlocks lost = new LostBlocks(0, true);
    assertThat(read(lost, Set.of("a"), Set.of("a", "b"))).containsExactly("a", "c");
    assertThat(lost.records()).isEqualTo(10);
  }

  @Test
  void withoutReplicationAMissingBlockIsLeftOutAndCounted() {
    LostBlocks lost = new LostBlocks(0, false);
    assertThat(read(lost, Set.of("b"), Set.of())).containsExactly("b");
    assertThat(read(lost, Set.of("a", "b"), Set.of())).containsExactly("a", "b");
    assertThat(lost.records()).isEqualTo(30);
  }
}
