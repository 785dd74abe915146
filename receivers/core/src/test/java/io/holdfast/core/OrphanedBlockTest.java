// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyBoolean;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.holdfast.core.internal.Launch;
import io.holdfast.core.internal.spark.SupervisorDoor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.apache.spark.SparkException;
import org.apache.spark.storage.BlockManager;
import org.apache.spark.storage.StorageLevel;
import org.apache.spark.storage.StreamBlockId;
import org.apache.spark.streaming.receiver.Receiver;
import org.apache.spark.streaming.receiver.ReceiverSupervisor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mockito.Mockito;

/**
 * A block that was not stored is removed, unless a batch may still ask for it, or all of Spark has
 * gone meanwhile.
 */
@SuppressWarnings("deprecation") // Spark deprecates its whole streaming API, and keeps it
class OrphanedBlockTest {
  private final SparkEnv before = SparkEnv.get();
  private final SparkEnv env = mock(SparkEnv.class);
  private final BlockManager blocks = mock(BlockManager.class);
  private final ReceiverSupervisor supervisor = mock(ReceiverSupervisor.class);
  private final List<String> warnings = Collections.synchronizedList(new ArrayList<>());
  private final WarningsOf log = WarningsOf.of(SupervisorDoor.class, warnings::add);
  private final SparkConf conf = new SparkConf(false).set("spark.app.id", "app");

  private static final class Idle extends Receiver<String> {
    private static final long serialVersionUID = 1L;

    Idle() {
      super(StorageLevel.MEMORY_ONLY());
    }

    @Override
    public void onStart() {}

    @Override
    public void onStop() {}
  }

  @BeforeEach
  void mockSpark() {
    when(env.conf()).thenReturn(conf);
    when(env.blockManager()).thenReturn(blocks);
    SparkEnv.set(env);
  }

  @AfterEach
  void restore() {
    SparkEnv.set(before);
    log.close();
  }

  private SupervisorDoor<String> door(boolean log, String failure) {
    conf.set("spark.streaming.receiver.writeAheadLog.enable", Boolean.toString(log));
    Mockito.doAnswer(
            call -> {
              throw new SparkException(failure);
            })
        .when(supervisor)
        .pushIterator(any(), any(), any());
    Receiver<String> receiver = new Idle();
    receiver.attachSupervisor(supervisor);
    return new SupervisorDoor<>(receiver, Launch.withoutCheckpoint(Durability.MEMORY), null, null);
  }

  private void assertNotStored(SupervisorDoor<String> door, String failure) {
    assertThatThrownBy(() -> door.store(7, Collections::emptyIterator, "metadata"))
        .hasMessage(failure);
    assertThat(warnings).isEmpty();
  }

  private void assertFreed(SupervisorDoor<String> door) {
    verify(blocks).removeBlock(new StreamBlockId(door.streamId(), 7), true);
  }

  @Test
  void withTheLogItsMemoryIsFreed() {
    SupervisorDoor<String> door = door(true, "the log is closed");
    assertNotStored(door, "the log is closed");
    assertFreed(door);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Could not store input-0-7 to block manager with storage level MEMORY_ONLY",
        "Failed to add block to receiver tracker."
      })
  void withoutTheLogItsMemoryIsFreedIfTheDriverDoesNotKnowIt(String failure) {
    SupervisorDoor<String> door = door(false, failure);
    assertNotStored(door, failure);
    assertFreed(door);
  }

  @Test
  void withoutTheLogItStaysIfTheDriverMayKnowIt() {
    assertNotStored(door(false, "the answer is late"), "the answer is late");
    verify(blocks, never()).removeBlock(any(), anyBoolean());
  }

  @Test
  void thereIsNothingToFreeOnceSparkHasStopped() {
    SupervisorDoor<String> door = door(true, "the log is closed");
    SparkEnv.set(null);
    assertNotStored(door, "the log is closed");
  }
}
