// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal.spark;

import io.holdfast.core.RecordCodec;
import io.holdfast.core.internal.PackedBlock;
import java.io.File;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.UUID;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.storage.BlockData;
import org.apache.spark.storage.BlockManager;
import org.apache.spark.storage.BlockResult;
import org.apache.spark.streaming.util.WriteAheadLog;
import org.apache.spark.streaming.util.WriteAheadLogUtils;
import org.apache.spark.util.SerializableConfiguration;
import org.apache.spark.util.io.ChunkedByteBuffer;
import scala.Option;
import scala.Some;
import scala.collection.Iterator;
import scala.collection.JavaConverters;
import scala.reflect.ClassTag;

/** Reads the blocks of a batch in a task: from memory, or else from the write-ahead log. */
final class BlockReader<T> {
  private final int rdd;
  private final Broadcast<SerializableConfiguration> hadoop;
  private final RecordCodec<?> codec;
  private final ClassTag<T> type;
  private final Option<TaskContext> task;
  private final BlockManager blocks = SparkEnv.get().blockManager();

  /**
   * A reader for a task.
   *
   * @param rdd the number of the RDD, for messages
   * @param hadoop how the log is reached; null if there is none
   * @param codec the receiver's; null if it has none
   */
  BlockReader(
      int rdd,
      Broadcast<SerializableConfiguration> hadoop,
      RecordCodec<?> codec,
      ClassTag<T> type,
      TaskContext task) {
    this.rdd = rdd;
    this.hadoop = hadoop;
    this.codec = codec;
    this.type = type;
    this.task = new Some<>(task);
  }

  /**
   * The records of a block.
   *
   * @throws IllegalStateException if it is nowhere
   */
  Iterator<T> read(StoredBlock block) {
    Optional<Iterator<T>> inMemory = Optional.empty();
    if (block.maybeInMemory()) {
      inMemory = block.isPacked() ? packed(block) : serialized(block);
    }
    if (inMemory.isPresent()) {
      return inMemory.get();
    }
    if (block.handle() == null) {
      throw new IllegalStateException(
          "Could not compute split, block %s of RDD %d not found".formatted(block.id(), rdd));
    }
    ByteBuffer logged = readLog(block);
    return block.isPacked() ? open(logged) : deserialize(block, logged);
  }

  private Optional<Iterator<T>> serialized(StoredBlock block) {
    Option<BlockResult> found = blocks.get(block.id(), type);
    return found.isDefined() ? Optional.of(cast(found.get().data())) : Optional.empty();
  }

  private Optional<Iterator<T>> packed(StoredBlock block) {
    Option<BlockData> local = blocks.getLocalBytes(block.id());
    if (local.isDefined()) {
      return Optional.of(open(taken(block, local.get())));
    }
    Option<ChunkedByteBuffer> remote = blocks.getRemoteBytes(block.id());
    return remote.isDefined() ? Optional.of(open(remote.get().toByteBuffer())) : Optional.empty();
  }

  /** The bytes of a block that nobody need keep for us any more: an array stays as it is. */
  private ByteBuffer taken(StoredBlock block, BlockData data) {
    try {
      return onHeap(data.toByteBuffer());
    } finally {
      blocks.releaseLockAndDispose(block.id(), data, task);
    }
  }

  private static ByteBuffer onHeap(ByteBuffer bytes) {
    if (bytes.hasArray()) {
      return bytes;
    }
    byte[] copy = new byte[bytes.remaining()];
    bytes.get(copy);
    return ByteBuffer.wrap(copy);
  }

  private Iterator<T> open(ByteBuffer found) {
    ByteBuffer bytes = onHeap(found);
    return cast(
        JavaConverters.asScalaIterator(
            PackedBlock.read(
                bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining(), codec)));
  }

  /** As Spark's own streams do it; the log wants a directory that it never writes to. */
  private ByteBuffer readLog(StoredBlock block) {
    File nowhere = new File(System.getProperty("java.io.tmpdir"), UUID.randomUUID().toString());
    WriteAheadLog log = null;
    try {
      log =
          WriteAheadLogUtils.createLogForReceiver(
              SparkEnv.get().conf(), nowhere.toURI().toString(), hadoop.value().value());
      ByteBuffer read = log.read(block.handle());
      if (read == null) {
        throw new IllegalStateException("the log has nothing there");
      }
      return read;
    } catch (RuntimeException e) {
      throw new IllegalStateException(
          "Could not read block %s from the write-ahead log record %s"
              .formatted(block.id(), block.handle()),
          e);
    } finally {
      if (log != null) {
        log.close();
      }
    }
  }

  private Iterator<T> deserialize(StoredBlock block, ByteBuffer bytes) {
    return cast(
        SparkEnv.get()
            .serializerManager()
            .dataDeserializeStream(
                block.id(), new ChunkedByteBuffer(bytes).toInputStream(false), type));
  }

  @SuppressWarnings("unchecked") // what was stored were records of the stream
  private Iterator<T> cast(Iterator<?> records) {
    return (Iterator<T>) records;
  }
}
