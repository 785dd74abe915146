// SPDX-License-Identifier: Apache-2.0
package io.holdfast.it.fault;

import io.holdfast.core.Durability;
import io.holdfast.it.job.SourceKind;
import io.holdfast.it.rig.Run;
import java.util.Map;
import java.util.Optional;

/** What can go wrong. Each strikes all sources of a run. */
public enum Fault {
  /** The engine meets an error in the thread that stores. */
  RECEIVER_THROWS("receiver thread throws"),

  /** Spark is told to kill the tasks that host the receivers. */
  TASK_CANCELLED("receiver task cancelled"),

  /** Likewise, while no batch has run yet that reads what the receivers have stored. */
  TASK_CANCELLED_BEHIND("receiver task cancelled, batches behind"),

  /** The executor that hosts all receivers is gone at once. */
  EXECUTOR_KILLED("executor SIGKILL"),

  /** The worker is gone at once, and its executor with it. */
  WORKER_KILLED("worker SIGKILL"),

  /**
   * The executor that hosts all receivers, and its worker, are silent until the receivers run
   * elsewhere; then the executor goes on.
   */
  ZOMBIE("zombie, which wakes when its receivers run elsewhere"),

  /** The driver is gone at once; it is started again and goes on from its checkpoint. */
  DRIVER_KILLED("driver SIGKILL and recovery"),

  /** The driver is gone before it has written its first checkpoint. */
  DRIVER_KILLED_EARLY("driver SIGKILL before the first checkpoint"),

  /**
   * The driver is silent until another one has taken its job over from the checkpoint; then it goes
   * on.
   */
  DRIVER_RESUMED("older driver resumed beside its successor"),

  /** A task fails as often as Spark tries it; the job is started again from its checkpoint. */
  BATCH_FAILED("a batch fails, and recovery"),

  /** The job is asked to stop while its sources send; it is started again later. */
  GRACEFUL_STOP("graceful stop under load"),

  /** The source's system is stopped in order and started again. */
  SOURCE_RESTARTED("source restarted"),

  /** The source's system is gone at once, and started again. */
  SOURCE_KILLED("source SIGKILL"),

  /** Connections are reset, and refused for a while. */
  NETWORK_CUT("network cut"),

  /** Each block takes two seconds to be stored. */
  SLOW_LOG("slow WAL, 2 s a block"),

  /** No block can be stored. */
  FULL_DISK("disk full in the WAL directory"),

  /** A data node is gone at once, and started again: it has the one copy, or is to get it. */
  DATA_NODE_KILLED("data node SIGKILL, log on HDFS"),

  /** The database that keeps the totals is gone at once, and started again. */
  DATABASE_DOWN("database down");

  private final String words;

  Fault(String words) {
    this.words = words;
  }

  /** What the report calls it. */
  public String words() {
    return words;
  }

  /** Why there is no such cell, in a sentence; empty if there is one. */
  public Optional<String> whyNot(SourceKind source, Durability durability) {
    boolean log = durability == Durability.WAL;
    return switch (this) {
      case DRIVER_KILLED_EARLY ->
          source.replays()
              ? withLog(log)
              : Optional.of("no line is taken before the first checkpoint, so none is in flight");
      case DRIVER_KILLED, BATCH_FAILED -> withLog(log);
      case DRIVER_RESUMED -> asksAgain(source).or(() -> withLog(log));
      case ZOMBIE ->
          log
              ? Optional.empty()
              : Optional.of("what a zombie tries is seen by its log, and there is none");
      case SLOW_LOG, FULL_DISK, DATA_NODE_KILLED ->
          log ? Optional.empty() : Optional.of("there is no log");
      case NETWORK_CUT, SOURCE_KILLED ->
          source == SourceKind.FILE_TAIL
              ? Optional.of("a file has neither a network nor a process")
              : killOfLines(source);
      default -> Optional.empty();
    };
  }

  private static Optional<String> withLog(boolean log) {
    return log ? Optional.empty() : Optional.of("replicas end with the driver, and we say so");
  }

  private static Optional<String> asksAgain(SourceKind source) {
    return source.canBeAskedAgain()
        ? Optional.empty()
        : Optional.of(
            "what the older driver's receivers have acknowledged nobody can ask for again: it is in"
                + " no total, and we say so");
  }

  private Optional<String> killOfLines(SourceKind source) {
    return this == SOURCE_KILLED && source == SourceKind.LINES
        ? Optional.of("a server of lines says no farewell: as when it is restarted")
        : Optional.empty();
  }

  /** Whether it is a silence, which is noticed in time only where everybody is impatient. */
  public boolean isSilence() {
    return this == ZOMBIE;
  }

  /** Whether a source has nothing to give again after it, since all was stored and acknowledged. */
  public boolean isOrderly() {
    return this == GRACEFUL_STOP;
  }

  /** Whether the order stays: an agent gives what a silent client holds to the other one, later. */
  public boolean keepsOrder(SourceKind source) {
    return this != ZOMBIE || source != SourceKind.FLUME_PULL;
  }

  /** How the job is begun, and brought where the fault is to find it. */
  void prepare(Run run) throws Exception {
    blow().prepare(run);
  }

  /** Strikes; returns when it is over, and the job as it was before. */
  Map<SourceKind, Strike> strike(Run run) throws Exception {
    return blow().strike(run);
  }

  private Blow blow() {
    return switch (this) {
      case RECEIVER_THROWS -> new Receivers(Receivers::throwing);
      case TASK_CANCELLED -> new Receivers(Receivers::cancelled);
      case TASK_CANCELLED_BEHIND -> new HeldBatches();
      case EXECUTOR_KILLED -> new Machines(Machines::executorKilled);
      case WORKER_KILLED -> new Machines(Machines::workerKilled);
      case ZOMBIE -> new Zombies();
      case DRIVER_KILLED -> new Drivers(Drivers::killed);
      case DRIVER_KILLED_EARLY -> new YoungDrivers();
      case DRIVER_RESUMED -> new Rivals();
      case BATCH_FAILED -> new Drivers(Drivers::batchFailed);
      case GRACEFUL_STOP -> new Drivers(Drivers::stopped);
      case SOURCE_RESTARTED -> new Systems(Systems::restarted);
      case SOURCE_KILLED -> new Systems(Systems::killed);
      case NETWORK_CUT -> new Systems(Systems::cut);
      case SLOW_LOG -> new Disks(Disks::slow);
      case FULL_DISK -> new Disks(Disks::full);
      case DATA_NODE_KILLED -> new DataNodes();
      case DATABASE_DOWN -> new Disks(Disks::databaseDown);
    };
  }

  @Override
  public String toString() {
    return words;
  }
}
