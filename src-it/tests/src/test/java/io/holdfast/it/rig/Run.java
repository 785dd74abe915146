// SPDX-License-Identifier: Apache-2.0
package io.holdfast.it.rig;

import io.holdfast.core.Durability;
import io.holdfast.it.job.BatchFiles;
import io.holdfast.it.job.JobArguments;
import io.holdfast.it.job.SourceKind;
import io.holdfast.it.ledger.CountedBatches;
import io.holdfast.it.ledger.Timeline;
import io.holdfast.it.ledger.Verdict;
import io.holdfast.it.source.Feed;
import io.holdfast.it.source.Feeds;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/**
 * One job with several sources, from its submission to its end. What is counted is brought into the
 * ledgers, and looked at for the timelines, all the time. Belongs to one thread, the test's.
 */
public final class Run implements AutoCloseable {
  /** How long is waited for what takes a second on a quiet machine. */
  public static final Duration PATIENCE = Duration.ofMinutes(6);

  private static final long LOOK_MILLIS = 250;
  private static final long FLOWING = 50;

  private final Site site;
  private final String name;
  private final Durability durability;
  private final Map<SourceKind, Feed> feeds = new EnumMap<>(SourceKind.class);
  private final Map<SourceKind, Timeline> timelines = new EnumMap<>(SourceKind.class);
  private final SubmittedJob job;
  private final long startedMillis = System.currentTimeMillis();
  private CountedBatches batches;
  private final ScheduledExecutorService observer = Executors.newSingleThreadScheduledExecutor();
  private volatile Exception failure;

  private Run(Site site, String name, Durability durability) throws IOException {
    this.site = site;
    this.name = name;
    this.durability = durability;
    job = new SubmittedJob(site, site.folder(name));
  }

  /** Starts the sources, which send nothing yet. A name that the site has not had before. */
  public static Run prepare(Site site, String name, Durability durability, List<SourceKind> kinds)
      throws Exception {
    Run run = new Run(site, name, durability);
    boolean started = false;
    try {
      for (SourceKind kind : kinds) {
        Path folder = site.folder(name).resolve("source-" + kind);
        Feed feed = Feeds.start(kind, site.broker(), name, folder);
        run.feeds.put(kind, feed);
        run.timelines.put(kind, new Timeline());
      }
      run.batches =
          new CountedBatches(
              run.job.folder().resolve(BatchFiles.FOLDER),
              run.feeds().stream()
                  .collect(Collectors.toMap(feed -> feed.kind().name(), Feed::ledger)));
      var unused =
          run.observer.scheduleWithFixedDelay(run::observe, 0, LOOK_MILLIS, TimeUnit.MILLISECONDS);
      started = true;
      return run;
    } finally {
      if (!started) {
        run.close();
      }
    }
  }

  /** Submits the job, or submits it again. */
  public void submit(Duration batch) {
    job.submit(arguments(batch));
  }

  /** Submits the job again while the driver lives that runs it; it ends with its owner only. */
  public void submitBeside(Duration batch) {
    job.submitBeside(arguments(batch));
  }

  private JobArguments arguments(Duration batch) {
    return new JobArguments(
        job.folder().toString(),
        name,
        batch.toMillis(),
        durability,
        durability == Durability.WAL ? checkpoint().toString() : "",
        site.database().jdbcUrl(),
        feeds.values().stream().map(Feed::forTheJob).toList());
  }

  /** Lets the sources send. */
  public void send() {
    feeds.values().forEach(Feed::send);
  }

  /** Waits until records of each source are counted. */
  public void awaitFlowing() {
    await(
        "records of all sources are counted",
        () -> feeds.values().stream().allMatch(feed -> feed.ledger().counted() >= FLOWING));
  }

  /** Waits until a record of each source is counted that was sent after this was called. */
  public void awaitNew() {
    long now = System.currentTimeMillis();
    await(
        "records of all sources are counted that were sent after the fault",
        () ->
            feeds.values().stream()
                .allMatch(feed -> feed.ledger().firstCountedOfThoseOfferedAfter(now).isPresent()));
  }

  /** Waits for a condition as long as the job lives. */
  public void await(String what, Callable<Boolean> condition) {
    try {
      Awaitility.await(what)
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(100))
          .failFast("the job has ended", () -> !job.process().isAlive())
          .until(condition);
    } catch (ConditionTimeoutException | org.awaitility.core.TerminalFailureException e) {
      throw new AssertionError(what + ": not so. " + ledgers() + "\n" + job.process().logTail(), e);
    }
  }

  /**
   * Lets the sources send no more and waits until all that they have sent is counted, but not for
   * ever: the verdict says what is missing. Then stops the job.
   */
  public void finish() throws Exception {
    for (Feed feed : feeds.values()) {
      feed.pause();
    }
    try {
      Awaitility.await("all is counted")
          .atMost(PATIENCE)
          .failFast("the job has ended", () -> !job.process().isAlive())
          .until(this::isComplete);
    } catch (ConditionTimeoutException | org.awaitility.core.TerminalFailureException e) {
      System.out.println(name + " is not complete: " + ledgers());
    }
    job.process().terminate();
    job.process().awaitExit(PATIENCE);
    endObserver();
    look(); // at what the last batches brought
    if (failure != null) {
      throw new AssertionError("the job could not be observed", failure);
    }
  }

  private boolean isComplete() {
    return feeds.values().stream().allMatch(Feed::isComplete);
  }

  /** The verdict on a source. */
  public Verdict verdict(SourceKind kind) {
    return Verdict.on(feed(kind).ledger(), PATIENCE);
  }

  /** The words of a source, whose totals in the database are wrong. */
  public List<String> wrongTotals(SourceKind kind) throws SQLException {
    return Verdict.wrongTotals(feed(kind).ledger(), totals());
  }

  private Map<String, Long> totals() throws SQLException {
    Map<String, Long> totals = new HashMap<>();
    try (Connection connection = DriverManager.getConnection(site.database().jdbcUrl());
        PreparedStatement statement =
            connection.prepareStatement("SELECT word, total FROM word_totals WHERE job = ?")) {
      statement.setString(1, name);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          totals.put(rows.getString(1), rows.getLong(2));
        }
      }
    }
    return totals;
  }

  /** What this throws ends the looking. */
  private void observe() {
    try {
      look();
    } catch (IOException | RuntimeException e) {
      failure = e;
      throw new IllegalStateException(e);
    }
  }

  private void endObserver() throws InterruptedException {
    observer.shutdown();
    boolean unused = observer.awaitTermination(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void look() throws IOException {
    batches.read();
    for (Feed feed : feeds.values()) {
      timelines
          .get(feed.kind())
          .add(
              System.currentTimeMillis(),
              feed.ledger().sent(),
              feed.acknowledged(),
              feed.ledger().counted());
    }
  }

  /** One line that says where all sources are. */
  public String ledgers() {
    StringBuilder line = new StringBuilder();
    for (Feed feed : feeds.values()) {
      line.append(
          "%s: %,d sent, %,d acknowledged, %,d counted; "
              .formatted(feed, feed.ledger().sent(), feed.acknowledged(), feed.ledger().counted()));
    }
    return line + (failure == null ? "" : "the observer failed: " + failure);
  }

  /**
   * Copies what all parts have logged meanwhile into a folder of its own in this one; returns it.
   */
  public Path keepLogs(Path folder) throws IOException {
    Path own = folder.resolve(name + "-" + startedMillis).toAbsolutePath();
    site.copyLogs(own, startedMillis);
    return own;
  }

  /** The place that the job runs at. */
  public Site site() {
    return site;
  }

  /** The job. */
  public SubmittedJob job() {
    return job;
  }

  /** What is demanded of the receivers. */
  public Durability durability() {
    return durability;
  }

  /** The sources, in the order of their streams. */
  public List<Feed> feeds() {
    return List.copyOf(feeds.values());
  }

  /** The source of this kind. */
  public Feed feed(SourceKind kind) {
    return feeds.get(kind);
  }

  /** The number of a source's stream in the job. */
  public int stream(SourceKind kind) {
    return List.copyOf(feeds.keySet()).indexOf(kind);
  }

  /** The number of the stream whose receiver does nothing, and is beside those of the sources. */
  public int bareStream() {
    return feeds.size();
  }

  /** What was seen of a source in the course of time. */
  public Timeline timeline(SourceKind kind) {
    return timelines.get(kind);
  }

  /** The directory of the checkpoint, which is there only with the log. */
  public URI checkpoint() {
    return job.store().resolve("checkpoint");
  }

  /** Lets the job keep its checkpoint and its logs on HDFS; to be called before it is submitted. */
  public void storeOnHdfs() throws InterruptedException {
    job.storeAt(URI.create(site.hdfs() + "/" + name + "/"));
  }

  @Override
  public void close() throws Exception {
    try {
      job.close();
    } finally {
      for (Feed feed : feeds.values()) {
        feed.close();
      }
      endObserver();
    }
  }
}
