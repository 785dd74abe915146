// SPDX-License-Identifier: Apache-2.0
package io.holdfast.pipeline.totals;

import com.zaxxer.hikari.HikariDataSource;
import io.holdfast.core.RunningJob;
import io.holdfast.core.SupersededException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.Tuple2;

/**
 * One start of a job's context, from its taking the next epoch until the context stops or a later
 * start takes one. On the driver. Its thread looks for that once a second and ends with the
 * context, and with it the connections.
 */
final class Term {
  private static final Logger log = LoggerFactory.getLogger(Term.class);

  /** A job that cannot begin fails then; whoever supervises it starts it again. */
  private static final Duration BEGIN_BOUND = Duration.ofMinutes(2);

  private static final long GLANCE_MILLIS = 1_000;

  /** One for the batch, one for the glance. */
  private static final int CONNECTIONS = 2;

  private final Database database;
  private final RunningJob job;
  private final HikariDataSource pool;
  private final Ledger ledger;
  private final Retries retries;
  private final long epoch;
  private volatile SupersededException superseded;

  private Term(Database database, String lineage, RunningJob job) {
    this.database = database;
    this.job = job;
    pool = database.connect(CONNECTIONS);
    ledger = new Ledger(database, pool);
    retries = new Retries(database);
    try {
      epoch =
          retries.untilDone(
              "the job %s cannot take its turn".formatted(database.job()),
              Retries.within(BEGIN_BOUND),
              () -> {
                ledger.createTables();
                return ledger.takeEpoch(job.application(), lineage).epoch();
              });
    } catch (RuntimeException e) {
      pool.close();
      throw e;
    }
  }

  /** Takes the next epoch. Blocks, two minutes at most. */
  static Term begin(Database database, String lineage, RunningJob job) {
    Term term = new Term(database, lineage, job);
    log.info(
        "The totals of {} are kept in {}; this is epoch {}", database.job(), database, term.epoch);
    Thread thread = new Thread(term::watch, "holdfast-totals-fence");
    thread.setDaemon(true);
    thread.start();
    return term;
  }

  /** Whether it is the term of this application. */
  boolean isOf(String application) {
    return job.application().equals(application);
  }

  long epoch() {
    return epoch;
  }

  /** What the job has processed. Blocks while the database is down. */
  PositionSet processed(RangeTable table) {
    return fenced(
        () ->
            retries.untilDone(
                "what the job %s has processed cannot be read".formatted(database.job()),
                job::isRunning,
                () -> ledger.processed(table, epoch)));
  }

  /** Adds counts to the totals, once. Blocks while the database is down. */
  void add(RangeTable table, PositionSet owned, Supplier<Iterator<Tuple2<String, Long>>> counts) {
    fenced(
        () ->
            retries.untilDone(
                "the totals of the job %s cannot be written".formatted(database.job()),
                job::isRunning,
                () -> {
                  ledger.add(epoch, table, owned, counts);
                  return null;
                }));
  }

  private <T> T fenced(Supplier<T> work) {
    try {
      return work.get();
    } catch (SupersededException e) {
      supersede(e);
      throw e;
    } catch (TotalsException e) {
      if (superseded != null) {
        throw superseded; // the stop has interrupted it
      }
      throw e;
    }
  }

  private void supersede(SupersededException cause) {
    superseded = cause;
    job.supersede(cause);
  }

  /** Closes the connections when the context has stopped, and not before: a batch may run. */
  private void watch() {
    try (HikariDataSource closed = pool) {
      while (job.isRunning()) {
        look();
        TimeUnit.MILLISECONDS.sleep(GLANCE_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void look() {
    if (superseded != null) {
      return;
    }
    try {
      ledger.fence().require(epoch);
    } catch (SupersededException e) {
      supersede(e);
    } catch (SQLException e) {
      log.debug("Whether another application has taken over cannot be seen", e);
    }
  }
}
