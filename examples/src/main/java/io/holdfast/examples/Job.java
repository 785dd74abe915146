// SPDX-License-Identifier: Apache-2.0
package io.holdfast.examples;

import io.holdfast.core.PreflightException;
import io.holdfast.core.PreflightReport;
import io.holdfast.core.ReceiverStreams;
import io.holdfast.core.SupersededException;
import io.holdfast.pipeline.TotalsFile;
import io.holdfast.pipeline.WordCount;
import io.holdfast.pipeline.totals.JdbcTotals;
import io.holdfast.pipeline.totals.TotalsException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.apache.spark.SparkConf;
import org.apache.spark.streaming.Durations;
import org.apache.spark.streaming.StreamingContextState;
import org.apache.spark.streaming.api.java.JavaDStream;
import org.apache.spark.streaming.api.java.JavaPairDStream;
import org.apache.spark.streaming.api.java.JavaStreamingContext;

/** A word count of one source, from its checks to its end. */
@SuppressWarnings("deprecation") // Spark deprecates its whole streaming API, and keeps it
final class Job {
  /** A setting, and so kept in the checkpoint: what the job was started with the first time. */
  private static final String ARGUMENTS = "spark.holdfast.examples.arguments";

  private static final Duration LOOK_WHETHER_IDLE = Duration.ofMillis(200);

  private final String name;
  private final JobOptions options;
  private final JobSource source;

  Job(String name, JobOptions options, JobSource source) {
    this.name = name;
    this.options = options;
    this.source = source;
  }

  /**
   * Runs the job until it is stopped, by a signal or by its idleness.
   *
   * @throws BadConfigurationException if it cannot run as it was started
   * @throws PreflightException likewise
   * @throws JobFailedException if it was started and failed
   * @throws SupersededException if another application has taken it over
   */
  void run() throws BadConfigurationException, JobFailedException, InterruptedException {
    SparkConf conf = JobConfiguration.of(name, options, source.hasReceivers());
    conf.set(ARGUMENTS, source.arguments() + " " + options.frozen());
    JavaStreamingContext context = prepare(conf);
    try {
      checkArguments(conf, context);
      if (options.isCheckOnly()) {
        report(context);
      } else {
        ReceiverStreams.check(context);
        if (options.isStartAnew() && options.checkpoint().isPresent() && !source.hasReceivers()) {
          CheckpointDirectory.setAside(options.checkpoint().get(), conf); // receivers' start does
        }
        startAndAwait(context);
      }
    } finally {
      if (context.getState() != StreamingContextState.STOPPED) {
        context.stop(true, false);
      }
    }
  }

  private static void report(JavaStreamingContext context) throws BadConfigurationException {
    PreflightReport report = ReceiverStreams.report(context);
    System.out.println(report);
    if (!report.isOk()) {
      throw new BadConfigurationException("the job cannot start as it is configured, see above");
    }
  }

  /** Does everything up to a context that could be started; the cheap checks come first. */
  private JavaStreamingContext prepare(SparkConf conf) throws BadConfigurationException {
    try (QuietLog quiet = QuietLog.open()) {
      UiPort.check(conf);
      if (options.checkpoint().isPresent()) {
        CheckpointDirectory.check(options.checkpoint().get(), conf);
      }
      source.check();
      checkTotals();
      return open(conf);
    }
  }

  private void checkTotals() throws BadConfigurationException {
    try {
      totals().ifPresent(JdbcTotals::check);
    } catch (TotalsException e) {
      throw new BadConfigurationException(e.getMessage(), e);
    }
  }

  private Optional<JdbcTotals> totals() throws BadConfigurationException {
    return BadConfigurationException.unlessRefused(
        () -> options.totalsJdbc().map(url -> JdbcTotals.of(source.totalsName(), url)));
  }

  private JavaStreamingContext open(SparkConf conf) throws BadConfigurationException {
    try {
      return options.checkpoint().isPresent() && !options.isStartAnew()
          ? JavaStreamingContext.getOrCreate(options.checkpoint().get(), () -> create(conf))
          : create(conf);
    } catch (PreflightException e) {
      throw e;
    } catch (Exception e) { // Spark throws checked ones without saying so
      if (CheckpointDirectory.isUnreadable(e)) {
        throw CheckpointDirectory.unreadable(
            options.checkpoint().orElseThrow(),
            e,
            source.costOfStartingAnew(options.totalsJdbc().isPresent()));
      }
      throw new BadConfigurationException("Spark cannot be started: " + Reason.of(e), e);
    }
  }

  private JavaStreamingContext create(SparkConf conf) throws BadConfigurationException {
    Optional<JdbcTotals> exact = totals();
    JavaStreamingContext context =
        new JavaStreamingContext(conf, Durations.seconds(options.batchSeconds()));
    try {
      options.checkpoint().ifPresent(context::checkpoint);
      JavaDStream<String> lines =
          exact.isPresent() ? source.lines(context, exact.get()) : source.lines(context);
      JavaPairDStream<String, Long> counts = WordCount.of(lines);
      counts.print();
      options.totals().ifPresent(file -> counts.foreachRDD(new TotalsFile(file)));
      return context;
    } catch (PreflightException e) {
      if (options.isCheckOnly()) {
        return context; // the report names this, and all the rest
      }
      context.stop(true, false);
      throw e;
    } catch (RuntimeException e) {
      context.stop(true, false);
      throw e;
    }
  }

  /** A recovered job does what it did before; other arguments would be ignored without a word. */
  private void checkArguments(SparkConf conf, JavaStreamingContext context)
      throws BadConfigurationException {
    String given = conf.get(ARGUMENTS);
    String kept = context.sparkContext().getConf().get(ARGUMENTS, given);
    if (!kept.equals(given)) {
      throw new BadConfigurationException(
          ("the checkpoint %s is of a job with the arguments '%s', not '%s': start it with those, or"
                  + " give --checkpoint another directory")
              .formatted(options.checkpoint().orElseThrow(), kept, given));
    }
  }

  private void startAndAwait(JavaStreamingContext context)
      throws JobFailedException, InterruptedException {
    Idleness idleness = new Idleness(Clock.systemUTC());
    context.addStreamingListener(idleness);
    if (!source.hasReceivers()) {
      OrderlyExit.of(context, patience());
    }
    try {
      context.start();
      while (!context.awaitTerminationOrTimeout(LOOK_WHETHER_IDLE.toMillis())) {
        if (options.idleBound().filter(idleness::isAtLeast).isPresent()) {
          ReceiverStreams.stop(context, patience());
        }
      }
    } catch (InterruptedException | PreflightException e) {
      throw e;
    } catch (Exception e) { // whatever failed in a batch or in a receiver comes out here
      Optional<SupersededException> superseded = Reason.find(SupersededException.class, e);
      if (superseded.isPresent()) {
        throw superseded.get();
      }
      throw new JobFailedException(e);
    }
  }

  /** A stop takes until the end of the next batch but one, and as long as that runs. */
  private Duration patience() {
    return Duration.ofSeconds(30 + 3L * options.batchSeconds());
  }
}
