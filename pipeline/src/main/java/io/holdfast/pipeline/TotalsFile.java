// SPDX-License-Identifier: Apache-2.0
package io.holdfast.pipeline;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.function.VoidFunction2;
import org.apache.spark.streaming.Time;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.Tuple2;

/**
 * A sink that keeps the totals of all batches since the job's start in one file.
 *
 * <p>Given to {@code foreachRDD}, it runs on the driver, and the file is a local file of the
 * machine the driver runs on. It has a line {@code word<TAB>count} for each word, in UTF-8, ordered
 * by the words' bytes. After each batch that brought something it is written anew beside the old
 * one, forced to the disk and renamed over it, so that a reader sees the totals after one batch or
 * after the next, never half of them.
 *
 * <p>What it promises:
 *
 * <ul>
 *   <li>A fresh start begins at zero: what an earlier job left in the file is ignored, and replaced
 *       with the first batch, be it empty.
 *   <li>After a recovery from a checkpoint the totals go on from the file. Spark then runs batches
 *       again, the last completed one always; a batch that the file holds already is not added
 *       twice. The file's last-modified time, which is the time of the last batch in it, tells; so
 *       do not touch the file while the job is down, and a recovered driver needs the same file, as
 *       it needs the same checkpoint.
 *   <li>Every word is counted <em>at least</em> once for each time it was received. A record that a
 *       source delivers again, in another batch, counts again.
 *   <li>A batch whose totals cannot be written fails. A job that goes on after a failed batch can
 *       lose that batch at the next recovery: stop at the first one.
 * </ul>
 *
 * <p>All totals are in the driver's memory, and all of them are written after each batch: this is
 * for vocabularies, not for every string there is. One sink belongs to one output and one job.
 */
public final class TotalsFile implements VoidFunction2<JavaPairRDD<String, Long>, Time> {
  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(TotalsFile.class);

  private final String file;
  private final long createdMillis;

  /**
   * Null in a copy that came out of a checkpoint; that is how it knows that it has to read the
   * file. Only ever touched by the thread that runs the batches.
   */
  private transient TreeMap<String, Long> totals;

  /** The time of the batch that was found in the file at recovery; batches up to it are in it. */
  private transient long recoveredMillis;

  private transient boolean written;

  /** Totals from zero on, in this file. Nothing is written before the first batch. */
  public TotalsFile(Path file) {
    this(file, Clock.systemUTC());
  }

  TotalsFile(Path file, Clock clock) {
    this.file = file.toAbsolutePath().toString();
    this.createdMillis = clock.millis();
    this.totals = new TreeMap<>(Utf8Order.INSTANCE);
    this.recoveredMillis = Long.MIN_VALUE;
  }

  /**
   * Adds a batch. Called by Spark on the driver, once for each batch, in the order of their times.
   *
   * @throws IOException if the file cannot be read or written; the batch fails
   */
  @Override
  public void call(JavaPairRDD<String, Long> counts, Time time) throws IOException {
    add(counts.collect(), time.milliseconds());
  }

  void add(List<Tuple2<String, Long>> counts, long batchMillis) throws IOException {
    if (totals == null) {
      recover();
    }
    if (batchMillis <= recoveredMillis) {
      LOG.info("The batch of {} is in {} already", Instant.ofEpochMilli(batchMillis), file);
      return;
    }
    for (Tuple2<String, Long> count : counts) {
      totals.merge(checked(count._1()), count._2(), Long::sum);
    }
    if (!counts.isEmpty() || !written) {
      write(batchMillis);
    }
  }

  /** White space in a word would make lines that cannot be read back. */
  private static String checked(String word) {
    for (int i = 0; i < word.length(); i++) {
      if (Words.isWhiteSpace(word.charAt(i))) {
        throw new IllegalArgumentException("'" + word + "' has white space in it: not one word");
      }
    }
    return word;
  }

  private void recover() throws IOException {
    Path path = Path.of(file);
    TreeMap<String, Long> recovered = new TreeMap<>(Utf8Order.INSTANCE);
    recoveredMillis = Long.MIN_VALUE;
    written = false;
    try {
      // No batch of this job is as old as the sink: such a file is an earlier job's, and this job
      // went down before its first batch.
      if (Files.exists(path) && Files.getLastModifiedTime(path).toMillis() > createdMillis) {
        recoveredMillis = Files.getLastModifiedTime(path).toMillis();
        read(path, recovered);
        written = true;
        LOG.info(
            "The totals go on from {}: {} words, up to the batch of {}",
            file,
            recovered.size(),
            Instant.ofEpochMilli(recoveredMillis));
      } else {
        LOG.warn("{} holds no batch of this job: the totals begin at zero", file);
      }
    } catch (IOException e) {
      throw new IOException("Cannot recover the totals from " + file + ": " + reason(e), e);
    }
    totals = recovered;
  }

  private static void read(Path path, Map<String, Long> totals) throws IOException {
    try (BufferedReader reader = Files.newBufferedReader(path)) {
      int number = 0;
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        number++;
        int tab = line.lastIndexOf('\t');
        try {
          totals.put(line.substring(0, tab), Long.valueOf(line.substring(tab + 1)));
        } catch (IndexOutOfBoundsException | NumberFormatException e) {
          throw new IOException("line " + number + " is not a word, a tab and a count", e);
        }
      }
    }
  }

  private void write(long batchMillis) throws IOException {
    Path path = Path.of(file);
    Path aside = path.resolveSibling(path.getFileName() + ".tmp");
    try {
      try (FileChannel channel =
              FileChannel.open(
                  aside,
                  StandardOpenOption.CREATE,
                  StandardOpenOption.TRUNCATE_EXISTING,
                  StandardOpenOption.WRITE);
          BufferedWriter writer =
              new BufferedWriter(
                  new OutputStreamWriter(
                      Channels.newOutputStream(channel), StandardCharsets.UTF_8.newEncoder()))) {
        for (Map.Entry<String, Long> total : totals.entrySet()) {
          writer.append(total.getKey()).append('\t');
          writer.append(Long.toString(total.getValue())).append('\n');
        }
        writer.flush();
        mark(aside, batchMillis);
        channel.force(true);
      }
      Files.move(aside, path, StandardCopyOption.ATOMIC_MOVE);
      written = true;
    } catch (IOException e) {
      throw new IOException(
          "Cannot write the totals of the batch of %s to %s: %s"
              .formatted(Instant.ofEpochMilli(batchMillis), file, reason(e)),
          e);
    }
  }

  /** Says in the file which batch is the last in it, before the rename makes it the file. */
  private static void mark(Path path, long batchMillis) throws IOException {
    Files.setLastModifiedTime(path, FileTime.fromMillis(batchMillis));
    if (Files.getLastModifiedTime(path).toMillis() != batchMillis) {
      throw new IOException("the file system does not keep times to the millisecond");
    }
  }

  /** The message of a file system's exception is the bare path for most of its subclasses. */
  private static String reason(IOException e) {
    if (e instanceof FileSystemException failure && failure.getReason() == null) {
      return failure.getClass().getSimpleName() + " " + failure.getMessage();
    }
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }
}
