// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core;

import java.io.Serializable;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.apache.hadoop.fs.Path;
import org.apache.spark.storage.StorageLevel;

/**
 * The settings that every receiver has, checked against each other when they are built.
 *
 * <p>They travel with the receiver and are frozen into the job's checkpoint.
 */
public final class ReceiverSettings implements Serializable {
  private static final long serialVersionUID = 1L;

  private final StorageLevel storageLevel;
  private final int maxBlockRecords;
  private final long maxBlockBytes;
  private final long maxBlockAgeMillis;
  private final int maxInFlightRecords;
  private final long maxInFlightBytes;
  private final long drainTimeoutMillis;
  private final long patienceMillis;
  private final long minBackoffMillis;
  private final long maxBackoffMillis;
  private final PoisonPolicy poison;

  /** Null if none; an Optional cannot travel. */
  private final String deadLetterDirectory;

  /** Null if none; an Optional cannot travel. */
  private final Durability demanded;

  private ReceiverSettings(Builder builder) {
    storageLevel = builder.storageLevel;
    maxBlockRecords = builder.maxBlockRecords;
    maxBlockBytes = builder.maxBlockBytes;
    maxBlockAgeMillis = builder.maxBlockAge.toMillis();
    maxInFlightRecords = builder.maxInFlightRecords;
    maxInFlightBytes = builder.maxInFlightBytes;
    drainTimeoutMillis = builder.drainTimeout.toMillis();
    patienceMillis = builder.patience.toMillis();
    minBackoffMillis = builder.minBackoff.toMillis();
    maxBackoffMillis = builder.maxBackoff.toMillis();
    poison = builder.poison;
    deadLetterDirectory = builder.deadLetterDirectory;
    demanded = builder.demanded;
  }

  /** All defaults. */
  public static ReceiverSettings defaults() {
    return builder().build();
  }

  /** A builder that holds the defaults. */
  public static Builder builder() {
    return new Builder();
  }

  /** How Spark keeps a block on the executor until its batch is done. */
  public StorageLevel storageLevel() {
    return storageLevel;
  }

  /** A block is sealed when it holds this many records, or more if one batch brought more. */
  public int maxBlockRecords() {
    return maxBlockRecords;
  }

  /** A block is sealed when it holds this many bytes, or more if one batch brought more. */
  public long maxBlockBytes() {
    return maxBlockBytes;
  }

  /** A block is sealed when its first record is this old and the store is idle. */
  public Duration maxBlockAge() {
    return Duration.ofMillis(maxBlockAgeMillis);
  }

  /** The budget in records: received and not yet committed. */
  public int maxInFlightRecords() {
    return maxInFlightRecords;
  }

  /** The budget in bytes: received and not yet committed. */
  public long maxInFlightBytes() {
    return maxInFlightBytes;
  }

  /** How long a stop may take to store and commit what was received. */
  public Duration drainTimeout() {
    return Duration.ofMillis(drainTimeoutMillis);
  }

  /** How long a push source's batch waits for room before it is refused. */
  public Duration patience() {
    return Duration.ofMillis(patienceMillis);
  }

  /** The upper bound of the pause before the first reopening of a failed source. */
  public Duration minBackoff() {
    return Duration.ofMillis(minBackoffMillis);
  }

  /** The upper bound that the pause between reopenings grows to. */
  public Duration maxBackoff() {
    return Duration.ofMillis(maxBackoffMillis);
  }

  /** What happens to a record that cannot be decoded. */
  public PoisonPolicy poison() {
    return poison;
  }

  /**
   * Where poison is written under {@link PoisonPolicy#DEAD_LETTER}; empty under any other policy.
   */
  public Optional<String> deadLetterDirectory() {
    return Optional.ofNullable(deadLetterDirectory);
  }

  /** The durability without which the job is not to start; empty if any will do. */
  public Optional<Durability> demanded() {
    return Optional.ofNullable(demanded);
  }

  /** Collects settings; {@link #build} checks them. */
  public static final class Builder {
    private static final Duration MAX_DRAIN = Duration.ofSeconds(8);

    private StorageLevel storageLevel = StorageLevel.MEMORY_AND_DISK_SER();
    private int maxBlockRecords = 100_000;
    private long maxBlockBytes = 3L << 20;
    private Duration maxBlockAge = Duration.ofMillis(200);
    private int maxInFlightRecords = 1_000_000;
    private long maxInFlightBytes = 64L << 20;
    private Duration drainTimeout = Duration.ofSeconds(5);
    private Duration patience = Duration.ofSeconds(15);
    private Duration minBackoff = Duration.ofMillis(500);
    private Duration maxBackoff = Duration.ofSeconds(30);
    private PoisonPolicy poison = PoisonPolicy.FAIL;
    private String deadLetterDirectory;
    private Durability demanded;

    private Builder() {}

    /**
     * How Spark keeps a block on the executor until its batch is done. Default {@code
     * MEMORY_AND_DISK_SER}. With the receiver's write-ahead log on, Spark ignores replication.
     */
    public Builder storageLevel(StorageLevel storageLevel) {
      this.storageLevel = storageLevel;
      return this;
    }

    /** Seals a block at this many records. Default 100,000; at least 1. */
    public Builder maxBlockRecords(int records) {
      this.maxBlockRecords = records;
      return this;
    }

    /**
     * Seals a block at this many bytes. Default 3 MiB; at least 1. Larger blocks cost less for each
     * record, and one task of the batch reads a whole block; but where Spark serializes the
     * records, which are neither text nor bytes and have no codec, it copies a block above 4 MiB
     * once more for its log ({@code SerializerManager.dataSerialize}).
     */
    public Builder maxBlockBytes(long bytes) {
      this.maxBlockBytes = bytes;
      return this;
    }

    /**
     * Seals a block when its first record is this old and the store is idle; while the store is
     * busy the block grows. Default 200 ms, as Spark's block interval; 1 ms to 1 min.
     */
    public Builder maxBlockAge(Duration age) {
      this.maxBlockAge = age;
      return this;
    }

    /**
     * Bounds the records that are received and not yet committed. Default 1,000,000; at least
     * {@code maxBlockRecords}. What is in flight is what a crash can make come twice.
     */
    public Builder maxInFlightRecords(int records) {
      this.maxInFlightRecords = records;
      return this;
    }

    /**
     * Bounds the bytes that are received and not yet committed. Default 64 MiB; at least {@code
     * maxBlockBytes}. One batch more may be in memory.
     */
    public Builder maxInFlightBytes(long bytes) {
      this.maxInFlightBytes = bytes;
      return this;
    }

    /**
     * Bounds how long a stop stores and commits what was received; what is left is delivered again
     * after the next start. Default 5 s; 100 ms to 8 s, since Spark waits 10 s for a receiver.
     */
    public Builder drainTimeout(Duration timeout) {
      this.drainTimeout = timeout;
      return this;
    }

    /**
     * How long a push source's batch waits for room in the budget before it is refused, surely
     * unstored. Default 15 s, below the 20 s that a Flume agent waits for its answer; 1 ms to 10
     * min.
     */
    public Builder patience(Duration patience) {
      this.patience = patience;
      return this;
    }

    /**
     * The pause before a failed source is opened again is random between 0 and a bound that starts
     * at {@code min}, doubles with each failure up to {@code max}, and falls back to {@code min}
     * after a session that lived longer than {@code max}. Default 500 ms and 30 s; {@code min} at
     * least 1 ms, {@code max} at most 10 min.
     */
    public Builder backoff(Duration min, Duration max) {
      this.minBackoff = min;
      this.maxBackoff = max;
      return this;
    }

    /** What happens to a record that cannot be decoded. Default {@link PoisonPolicy#FAIL}. */
    public Builder poison(PoisonPolicy poison) {
      this.poison = poison;
      return this;
    }

    /**
     * Where {@link PoisonPolicy#DEAD_LETTER} writes poison: a directory of any Hadoop file system,
     * made when it is needed, in which each session that meets poison leaves a file {@code
     * stream-*.jsonl}. A path without a scheme is one of the job's default file system; a local
     * directory is one of each machine that hosts a receiver. Required under that policy, and
     * refused under any other.
     *
     * <p>A line of the file is a JSON object: {@code time} (ISO 8601), {@code stream}, {@code
     * session}, {@code position} and {@code error} as they are reported, and {@code payload}, an
     * object with the parts of the record in Base64 by their names. Lines can repeat: a record that
     * comes again is written again. The last line of a file whose process died can be torn.
     */
    public Builder deadLetterDirectory(String directory) {
      this.deadLetterDirectory = Objects.requireNonNull(directory, "deadLetterDirectory");
      return this;
    }

    /**
     * Demands that what is acknowledged is at least so durable: {@link Durability#WAL} that it
     * survives executors and the driver, {@link Durability#REPLICATED} that it survives one
     * executor; {@link Durability#MEMORY} demands nothing. A job whose configuration gives less is
     * refused on the driver, before a receiver is launched, with a sentence that says what to set.
     * Default: none is demanded, and the job runs with what its configuration gives.
     */
    public Builder demand(Durability level) {
      this.demanded = Objects.requireNonNull(level, "demand");
      return this;
    }

    /**
     * Builds the settings.
     *
     * @throws IllegalArgumentException if a value is out of its range; the message says which
     *     values contradict each other
     */
    public ReceiverSettings build() {
      Objects.requireNonNull(storageLevel, "storageLevel");
      Objects.requireNonNull(poison, "poison");
      check(
          storageLevel.isValid() && !storageLevel.equals(StorageLevel.NONE()),
          "storageLevel %s keeps nothing".formatted(storageLevel.description()));
      check(maxBlockRecords >= 1, "maxBlockRecords %d is less than 1".formatted(maxBlockRecords));
      check(maxBlockBytes >= 1, "maxBlockBytes %d is less than 1".formatted(maxBlockBytes));
      inRange("maxBlockAge", maxBlockAge, Duration.ofMillis(1), Duration.ofMinutes(1));
      check(
          maxBlockRecords <= maxInFlightRecords,
          "maxBlockRecords %,d is larger than maxInFlightRecords %,d"
              .formatted(maxBlockRecords, maxInFlightRecords));
      check(
          maxBlockBytes <= maxInFlightBytes,
          "maxBlockBytes %s is larger than maxInFlightBytes %s"
              .formatted(bytes(maxBlockBytes), bytes(maxInFlightBytes)));
      inRange("drainTimeout", drainTimeout, Duration.ofMillis(100), MAX_DRAIN);
      inRange("patience", patience, Duration.ofMillis(1), Duration.ofMinutes(10));
      inRange("minBackoff", minBackoff, Duration.ofMillis(1), Duration.ofMinutes(10));
      inRange("maxBackoff", maxBackoff, Duration.ofMillis(1), Duration.ofMinutes(10));
      check(
          minBackoff.compareTo(maxBackoff) <= 0,
          "minBackoff %s is longer than maxBackoff %s"
              .formatted(duration(minBackoff), duration(maxBackoff)));
      checkDeadLetters();
      return new ReceiverSettings(this);
    }

    private void checkDeadLetters() {
      boolean kept = poison == PoisonPolicy.DEAD_LETTER;
      check(
          !kept || deadLetterDirectory != null,
          "poison DEAD_LETTER has no deadLetterDirectory to write to: set one, or set poison to"
              + " SKIP or FAIL");
      check(
          kept || deadLetterDirectory == null,
          "deadLetterDirectory %s is for poison DEAD_LETTER, and poison is %s: set poison to DEAD_LETTER, or leave the directory out"
              .formatted(deadLetterDirectory, poison));
      if (kept) {
        checkPath(deadLetterDirectory);
      }
    }

    private static void checkPath(String directory) {
      try {
        Path unused = new Path(directory);
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            "deadLetterDirectory \"%s\" is no path of a file system: %s"
                .formatted(directory, e.getMessage()),
            e);
      }
    }

    private static void inRange(String name, Duration value, Duration min, Duration max) {
      Objects.requireNonNull(value, name);
      check(
          value.compareTo(min) >= 0,
          "%s %s is shorter than %s".formatted(name, duration(value), duration(min)));
      check(
          value.compareTo(max) <= 0,
          "%s %s is longer than %s".formatted(name, duration(value), duration(max)));
    }

    private static void check(boolean holds, String otherwise) {
      if (!holds) {
        throw new IllegalArgumentException(otherwise);
      }
    }

    private static String bytes(long bytes) {
      return bytes >= 1 << 20 && bytes % (1 << 20) == 0
          ? (bytes >> 20) + " MiB"
          : "%,d bytes".formatted(bytes);
    }

    private static String duration(Duration duration) {
      return duration.toMillis() % 1000 == 0
          ? duration.toSeconds() + " s"
          : duration.toMillis() + " ms";
    }
  }
}
