// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
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
import org.mockito.Mockito;

/** A block that was not stored is removed, unless all of Spark has gone meanwhile. */
@SuppressWarnings("deprecation") // Spark deprecates its whole streaming API, and keeps it
class OrphanedBlockTest {
  private final SparkEnv before = SparkEnv.get();
  private final SparkEnv env = mock(SparkEnv.class);
  private final BlockManager blocks = mock(BlockManager.class);
  private final ReceiverSupervisor supervisor = mock(ReceiverSupervisor.class);
  private final List<String> warnings = Collections.synchronizedList(new ArrayList<>());
  private final WarningsOf log = WarningsOf.of(SupervisorDoor.class, warnings::add);
  private SupervisorDoor<String> door;

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
  void open() {
    SparkConf conf =
        new SparkConf(false)
            .set("spark.app.id", "app")
            .set("spark.streaming.receiver.writeAheadLog.enable", "true");
    when(env.conf()).thenReturn(conf);
    when(env.blockManager()).thenReturn(blocks);
    SparkEnv.set(env);
    Receiver<String> receiver = new Idle();
    receiver.attachSupervisor(supervisor);
    door = new SupervisorDoor<>(receiver, Launch.withoutCheckpoint(Durability.MEMORY), null, null);
    Mockito.doAnswer(
            call -> {
              throw new SparkException("the log is closed");
            })
        .when(supervisor)
        .pushIterator(any(), any(), any());
  }

  @AfterEach
  void restore() {
    SparkEnv.set(before);
    log.close();
  }

  private void assertNotStored() {
    assertThatThrownBy(() -> door.store(7, Collections::emptyIterator, "metadata"))
        .hasMessage("the log is closed");
    assertThat(warnings).isEmpty();
  }

  @Test
  void itsMemoryIsFreed() {
    assertNotStored();
    Mockito.verify(blocks).removeBlock(new StreamBlockId(door.streamId(), 7), true);
  }

  @Test
  void thereIsNothingToFreeOnceSparkHasStopped() {
    SparkEnv.set(null);
    assertNotStored();
  }
}
