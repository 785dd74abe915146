// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal;

import com.codahale.metrics.MetricRegistry;
import io.holdfast.core.Durability;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;

/** Spark as a test wants it: stores when it is let, fails when it is told to. */
final class FakeDoor<T> implements SparkDoor<T> {
  /** What becomes of a store. */
  enum Outcome {
    STORED,
    /** Fails, and nothing is there. */
    FAILED,
    /** Stored, but reported as failed. */
    REPLY_LOST
  }

  record StoredBlock<T>(long id, List<T> records, Object metadata) {}

  private final List<StoredBlock<T>> blocks = Collections.synchronizedList(new ArrayList<>());
  private final Queue<Outcome> script = new ConcurrentLinkedQueue<>();
  private final Queue<String> reports = new ConcurrentLinkedQueue<>();
  private final Collection<MetricRegistry> published = new ConcurrentLinkedQueue<>();
  private final Configuration configuration = new Configuration(false);
  private final Semaphore gate = new Semaphore(0);
  private volatile boolean held;
  private volatile boolean cancelled;
  private volatile boolean left;
  private volatile boolean quiesced;
  private volatile boolean blind;
  private volatile boolean mayStore = true;
  private volatile boolean ready = true;
  private volatile long storeNanos;
  private volatile long rateLimit = Long.MAX_VALUE;

  /** The next stores end so, and all after them are stored. */
  FakeDoor<T> then(Outcome... outcomes) {
    Collections.addAll(script, outcomes);
    return this;
  }

  /** From now on each store waits to be released. */
  FakeDoor<T> hold() {
    held = true;
    return this;
  }

  void release(int stores) {
    gate.release(stores);
  }

  /** Stores wait no more. */
  void open() {
    held = false;
    gate.release(1_000_000);
  }

  /** Stores that come from now on do not wait; those that wait go on waiting. */
  void letNew() {
    held = false;
  }

  boolean someoneWaits() {
    return gate.hasQueuedThreads();
  }

  /** Each store takes so long from now on. */
  void takes(Duration store) {
    storeNanos = store.toNanos();
  }

  void limit(long recordsPerSecond) {
    rateLimit = recordsPerSecond;
  }

  @Override
  public int streamId() {
    return 7;
  }

  @Override
  public void store(long blockId, BlockContent<T> content, Object metadata) throws Exception {
    if (held) {
      gate.acquire();
    }
    boolean unused = new Semaphore(0).tryAcquire(storeNanos, TimeUnit.NANOSECONDS);
    Outcome outcome = script.isEmpty() ? Outcome.STORED : script.remove();
    if (outcome != Outcome.FAILED) {
      List<T> copy = new ArrayList<>();
      records(content).forEachRemaining(copy::add);
      blocks.add(new StoredBlock<>(blockId, copy, metadata));
    }
    if (outcome != Outcome.STORED) {
      throw new IllegalStateException(outcome.name());
    }
  }

  @SuppressWarnings("unchecked") // what was packed were records of that type
  private static <T> Iterator<T> records(BlockContent<T> content) {
    if (!content.isPacked()) {
      return content.iterator();
    }
    ByteBuffer block = content.packed();
    return (Iterator<T>)
        PackedBlock.read(block.array(), block.arrayOffset(), block.remaining(), null);
  }

  @Override
  public long rateLimit() {
    return rateLimit;
  }

  void ready(boolean ready) {
    this.ready = ready;
  }

  @Override
  public boolean isReady() {
    return ready;
  }

  void quiesce() {
    quiesced = true;
  }

  /** From now on nobody can see whether the job is to quiesce. */
  void blind(boolean blind) {
    this.blind = blind;
  }

  @Override
  public boolean isQuiesced() {
    if (blind) {
      throw new IllegalStateException("no file system");
    }
    return quiesced;
  }

  void mayStore(boolean mayStore) {
    this.mayStore = mayStore;
  }

  @Override
  public boolean mayStore() {
    return mayStore;
  }

  @Override
  public Configuration hadoopConfiguration() {
    return configuration;
  }

  void cancel() {
    cancelled = true;
  }

  @Override
  public boolean isCancelled() {
    return cancelled;
  }

  @Override
  public void leaveTask() {
    left = true;
  }

  /** Whether the task was let go. */
  boolean isLeft() {
    return left;
  }

  @Override
  public Durability durability() {
    return Durability.WAL;
  }

  @Override
  public Runnable publish(MetricRegistry metrics) {
    published.add(metrics);
    return () -> published.remove(metrics);
  }

  /** The metrics that are shown now. */
  Collection<MetricRegistry> published() {
    return published;
  }

  @Override
  public void reportError(String message, Throwable cause) {
    reports.add(message);
  }

  List<StoredBlock<T>> blocks() {
    synchronized (blocks) {
      return new ArrayList<>(blocks);
    }
  }

  /** All records in the order in which they were stored. */
  List<T> records() {
    return blocks().stream().flatMap(block -> block.records().stream()).toList();
  }

  List<String> reports() {
    return new ArrayList<>(new ArrayDeque<>(reports));
  }
}
