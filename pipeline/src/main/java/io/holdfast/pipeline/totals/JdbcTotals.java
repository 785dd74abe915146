// SPDX-License-Identifier: Apache-2.0
package io.holdfast.pipeline.totals;

import com.zaxxer.hikari.HikariDataSource;
import io.holdfast.core.Positioned;
import io.holdfast.core.ProcessedPositions;
import io.holdfast.core.ReceiverStreams;
import io.holdfast.core.RunningJob;
import java.sql.SQLException;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.UUID;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.streaming.StreamingContext;
import org.apache.spark.streaming.api.java.JavaDStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A sink that keeps the totals of a job's words in a database, in the table {@code word_totals
 * (job, word, total)}.
 *
 * <pre>{@code
 * JdbcTotals totals = JdbcTotals.of("word-count", "jdbc:postgresql://db/totals");
 * totals.count(ReceiverStreams.create(jssc, receiver, 3, totals));
 * }</pre>
 *
 * <p>Totals of records with positions are <em>exact</em>: whatever is replayed, in whatever order,
 * by a restarted job or by one that was started beside the first, each record counts once. A
 * batch's counts and its positions are committed in one transaction, and a driver whose job was
 * started again elsewhere commits nothing more: its streaming context is stopped, and {@code
 * awaitTermination} throws a {@link io.holdfast.core.SupersededException}. Totals of records
 * without positions are at least once.
 *
 * <p>While the database is down the job waits, and tries again. An error that would come again
 * fails the batch with a {@link TotalsException}, and a job with a reliable receiver is then
 * stopped.
 *
 * <p>The totals belong to the name of the job and go on where the last job of that name ended; two
 * jobs of one name are one job. What has to fit the driver of a batch is a small part of its words,
 * and what it keeps in the database beside the totals are a range or two for each partition that it
 * has ever read.
 *
 * <p>A word is stored as it is, but for what no database can keep: U+0000 is written as U+0010
 * {@code 0}, half of a surrogate pair as U+0010 {@code u} and four hexadecimal digits, and U+0010
 * itself twice. The key is the SHA-256 of the word's UTF-8, in {@code word_sha256}.
 *
 * <p>Used on the driver; kept in its checkpoint, and sent to its receivers, which ask it where to
 * begin. With SQLite they must therefore run on the machine where the file is.
 */
public final class JdbcTotals implements ProcessedPositions {
  private static final long serialVersionUID = 1L;
  private static final Logger log = LoggerFactory.getLogger(JdbcTotals.class);

  /** A session asks for so long, and then opens its source anew. */
  private static final Duration RESUME_BOUND = Duration.ofSeconds(10);

  private final Database database;

  /** One for each new context, and the same for all that its checkpoints bring back. */
  private final String lineage = UUID.randomUUID().toString();

  private boolean atLeastOnce;

  /** Of this life of the driver; null on executors. */
  private transient Term term;

  private JdbcTotals(Database database) {
    this.database = database;
  }

  /**
   * The totals of a job. Does not connect.
   *
   * @param job the name that the totals are kept under, of at most 200 characters
   * @param urlOrFile a JDBC URL of PostgreSQL or of SQLite, or the path of a file for SQLite. It
   *     becomes part of the job's checkpoint and must not have a password in it: PostgreSQL's
   *     driver finds that in {@code ~/.pgpass}, or in the file that the environment variable {@code
   *     PGPASSFILE} names, on the machine of the driver and on those of executors.
   * @throws IllegalArgumentException if it is neither, or has a password
   */
  public static JdbcTotals of(String job, String urlOrFile) {
    return new JdbcTotals(Database.of(job, urlOrFile));
  }

  /**
   * Connects and creates the tables, for a main that would rather end with a sentence than wait for
   * a database that it cannot reach. Blocks, a few seconds at most.
   *
   * @throws TotalsException if that does not work; the message says why
   */
  public void check() {
    try (HikariDataSource pool = database.connect(1)) {
      new Retries(database)
          .untilDone(
              "the totals cannot be kept",
              () -> false,
              () -> {
                new Ledger(database, pool).createTables();
                return null;
              });
    }
  }

  /**
   * Counts the words of a stream: that of one reliable receiver, or the union of several, not
   * transformed. Give this object to {@link ReceiverStreams#create}, too.
   */
  public void count(JavaDStream<Positioned<String>> lines) {
    count(lines, line -> line);
  }

  /**
   * As {@link #count(JavaDStream)}, of records that are not lines themselves.
   *
   * @param line the line that a record is counted as; runs on executors
   */
  public <T> void count(JavaDStream<Positioned<T>> records, Function<T, String> line) {
    records.foreachRDD(new PositionedOutput<>(this, line));
  }

  /**
   * Counts the words of lines without positions: each at least once. What is replayed counts again;
   * only a batch that a recovered driver runs again does not. Once for each job at most.
   */
  public void countAtLeastOnce(JavaDStream<String> lines) {
    if (atLeastOnce) {
      throw new IllegalStateException(
          "one stream without positions is counted already: unite them");
    }
    atLeastOnce = true;
    long interval = lines.dstream().slideDuration().milliseconds();
    lines.foreachRDD(new BatchOutput(this, interval));
  }

  @Override
  public synchronized long begin(RunningJob job) {
    if (term == null || !term.isOf(job.application())) {
      term = Term.begin(database, lineage, job);
      if (atLeastOnce) {
        log.warn("Records without a position are in the totals at least once: replays count again");
      }
    }
    return term.epoch();
  }

  @Override
  public OptionalLong resumeAt(String partition) throws SQLException {
    try (HikariDataSource pool = database.connect(1)) {
      Ledger ledger = new Ledger(database, pool);
      return new Retries(database)
          .untilDone(
              "where to begin cannot be read",
              Retries.within(RESUME_BOUND),
              () -> ledger.processed(partition).lowestEnd(partition));
    }
  }

  /** The term of the application whose batch runs; begins it if no receiver has. */
  @SuppressWarnings("deprecation") // Spark deprecates its whole streaming API, and keeps it
  synchronized Term term(String application) {
    if (term == null || !term.isOf(application)) {
      begin(ReceiverStreams.job(StreamingContext.getActive().get()));
    }
    return term;
  }

  String lineage() {
    return lineage;
  }
}
