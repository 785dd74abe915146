// SPDX-License-Identifier: Apache-2.0
package io.holdfast.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;

class RelpMemoryTest {
  private final Queue<Runnable> loop = new ArrayDeque<>();
  private final List<String> events = new ArrayList<>();
  private final RelpMemory memory = new RelpMemory(10, loop::add);

  private void runLoop() {
    for (Runnable task = loop.poll(); task != null; task = loop.poll()) {
      task.run();
    }
  }

  @Test
  void takesUpToTheBound() {
    assertThat(memory.take(10)).isTrue();
    assertThat(memory.take(1)).isFalse();
    memory.giveBack(1);
    assertThat(memory.take(1)).isTrue();
    assertThat(memory.usedBytes()).isEqualTo(10);
  }

  @Test
  void whoNeedsMuchIsNotOvertakenByThoseWhoNeedLittle() {
    assertThat(memory.take(8)).isTrue();
    memory.await(9, () -> events.add("much"));
    assertThat(memory.take(1)).as("somebody waits").isFalse();
    memory.await(1, () -> events.add("little"));
    memory.giveBack(4);
    runLoop();
    assertThat(events).isEmpty();
    memory.giveBack(4);
    runLoop();
    assertThat(events).containsExactly("much", "little");
    assertThat(memory.usedBytes()).isEqualTo(10);
  }

  @Test
  void whoseTurnItIsMayTakeMoreAndGiveBack() {
    assertThat(memory.take(10)).isTrue();
    memory.await(
        2,
        () -> {
          assertThat(memory.take(3)).isTrue();
          memory.giveBack(5);
          events.add("first");
        });
    memory.await(
        10,
        () -> {
          assertThat(memory.take(1)).isFalse();
          events.add("second");
        });
    memory.giveBack(10);
    runLoop();
    assertThat(events).containsExactly("first", "second");
    assertThat(memory.usedBytes()).isEqualTo(10);
  }
}
