// SPDX-License-Identifier: Apache-2.0
package io.holdfast.testkit;

import io.holdfast.testkit.Event.Kind;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.storage.StreamBlockId;
import org.apache.spark.streaming.receiver.BlockGenerator;
import org.apache.spark.streaming.receiver.BlockGeneratorListener;
import org.apache.spark.streaming.receiver.ReceiverSupervisor;
import scala.Option;
import scala.collection.Iterator;
import scala.collection.JavaConverters;
import scala.collection.mutable.ArrayBuffer;

/**
 * A supervisor as Spark has one for each receiver, but for its store, which goes by a script.
 * Starting, stopping and restarting are Spark's own code.
 */
final class ScriptedSupervisor<T> extends ReceiverSupervisor {
  private final Copy<T> copy;
  private final EventLog log;
  private final ScriptedStore<T> store;

  ScriptedSupervisor(
      Copy<T> copy, ObservedReceiver<T> receiver, EventLog log, ScriptedStore<T> store) {
    super(receiver, new SparkConf(false));
    this.copy = copy;
    this.log = log;
    this.store = store;
  }

  @Override
  public boolean onReceiverStart() {
    return true;
  }

  @Override
  @SuppressWarnings("unchecked") // the records are those of the receiver
  public void pushIterator(
      Iterator<?> records, Option<Object> metadata, Option<StreamBlockId> blockId) {
    List<T> block = new ArrayList<>();
    JavaConverters.asJavaIterator(records).forEachRemaining(record -> block.add((T) record));
    store.store(copy, block);
  }

  @Override
  public long getCurrentRateLimit() {
    return store.rateLimit();
  }

  @Override
  public void reportError(String message, Throwable throwable) {
    List<String> texts = new ArrayList<>();
    texts.add(message);
    for (Throwable cause = throwable; cause != null; cause = cause.getCause()) {
      texts.add(cause.toString());
    }
    log.add(Kind.REPORTED, copy.number(), 0, texts);
  }

  @Override
  public void pushSingle(Object data) {
    throw unreliable("store(single)");
  }

  @Override
  public void pushBytes(ByteBuffer bytes, Option<Object> metadata, Option<StreamBlockId> blockId) {
    throw unreliable("store(bytes)");
  }

  @Override
  public void pushArrayBuffer(
      ArrayBuffer<?> records, Option<Object> metadata, Option<StreamBlockId> blockId) {
    throw unreliable("store(buffer)");
  }

  @Override
  public BlockGenerator createBlockGenerator(BlockGeneratorListener listener) {
    throw unreliable("a block generator");
  }

  private static UnsupportedOperationException unreliable(String what) {
    return new UnsupportedOperationException(what + " is no way of a reliable receiver");
  }
}
