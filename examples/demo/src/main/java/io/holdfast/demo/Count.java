// SPDX-License-Identifier: Apache-2.0
package io.holdfast.demo;

import io.holdfast.demo.Feed.Sent;
import io.holdfast.parts.ChildProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Watches a job count what a feed sends, to the end, and tells the result. Knows no source. Not
 * thread-safe.
 *
 * <p>All is counted when the job's totals add up to the words that the feed has counted itself and
 * every line is confirmed to the source.
 */
final class Count {
  private static final Duration LOOK = Duration.ofMillis(300);
  private static final Duration REPORT = Duration.ofSeconds(5);
  private static final Duration STALL = Duration.ofMinutes(2);
  private static final int STALL_BATCHES = 4;

  private final Feed feed;
  private final ChildProcess job;
  private final List<ChildProcess> parts;
  private final TotalsFile totals;
  private final DemoOptions options;
  private final Console console;

  /**
   * @param parts the processes that the job cannot do without
   * @param totals the file that the job writes
   */
  Count(
      Feed feed,
      ChildProcess job,
      List<ChildProcess> parts,
      Path totals,
      DemoOptions options,
      Console console) {
    this.feed = feed;
    this.job = job;
    this.parts = List.copyOf(parts);
    this.totals = new TotalsFile(totals);
    this.options = options;
    this.console = console;
  }

  /**
   * Returns when all is counted, the job is stopped and the result is shown; the value is the exit
   * code.
   *
   * @throws DemoException if that will not happen
   */
  int complete() throws DemoException, InterruptedException {
    Sent sent = awaitCounted();
    // Stopped first: nothing of it comes between the lines below, and its last word on the totals
    // is heard.
    job.close();
    Totals result = totals.current();
    show(sent, result);
    if (options.totals().isPresent()) {
      totals.copyTo(options.totals().get());
    }
    if (result.words() > sent.words()) {
      throw new DemoException(
          "%,d words were counted more than once: the totals add up to %,d, but %,d were sent"
              .formatted(result.words() - sent.words(), result.words(), sent.words()));
    }
    if (sent.poison() == 0) {
      return ExitCode.COUNTED;
    }
    namePoison(sent);
    return ExitCode.SKIPPED;
  }

  private Sent awaitCounted() throws DemoException, InterruptedException {
    Every report = new Every(REPORT, System::nanoTime);
    StallDetector stall = new StallDetector(stallBound(), System::nanoTime);
    // Bounded by the stall detector, or by the input while it is still open and all before is
    // counted.
    while (true) {
      // In this order: what is counted and confirmed was sent before.
      long confirmed = feed.confirmed();
      long counted = totals.current().words();
      Sent sent = feed.sent();
      boolean outstanding = confirmed < sent.lines() || counted < sent.words();
      if (sent.complete() && !outstanding) {
        return sent;
      }
      String state =
          "%,d lines sent, %,d confirmed; %,d of %,d words counted"
              .formatted(sent.lines(), confirmed, counted, sent.words());
      if (outstanding && report.isDue()) {
        console.say(state);
      }
      if (stall.isStalled(confirmed + counted, outstanding)) {
        throw new DemoException(
            "nothing has moved for %d s (%s); the job's log ends with:%n%s"
                .formatted(stall.bound().toSeconds(), state, job.logTail().indent(2)));
      }
      if (job.hasEndedWithin(LOOK)) {
        throw ended(job, state);
      }
      for (ChildProcess part : parts) {
        if (!part.isAlive()) {
          throw ended(part, state);
        }
      }
    }
  }

  /** Totals move with a batch, and a batch that is late may take several intervals. */
  private Duration stallBound() {
    Duration batches = Duration.ofSeconds(STALL_BATCHES * (long) options.batchSeconds());
    return batches.compareTo(STALL) > 0 ? batches : STALL;
  }

  private void show(Sent sent, Totals result) {
    console.show("");
    if (result.distinct() <= Totals.TOP) {
      console.show("Totals: %,d words in %,d lines".formatted(result.words(), sent.lines()));
    } else {
      console.show(
          "Totals: %,d words in %,d lines, %,d different ones; the most frequent %d:"
              .formatted(result.words(), sent.lines(), result.distinct(), Totals.TOP));
    }
    result.top().forEach(each -> console.show(Printable.word(each.word()) + "\t" + each.count()));
  }

  private void namePoison(Sent sent) {
    console.say("%,d lines are not valid UTF-8 and were skipped:".formatted(sent.poison()));
    sent.firstPoison().forEach(console::say);
    if (sent.poison() > sent.firstPoison().size()) {
      console.say("and %,d more".formatted(sent.poison() - sent.firstPoison().size()));
    }
  }

  private static DemoException ended(ChildProcess process, String state) {
    return new DemoException(
        "%s ended with exit code %d before everything was counted (%s); its log ends with:%n%s"
            .formatted(
                process.name(),
                process.exitCode().orElseThrow(),
                state,
                process.logTail().indent(2)));
  }
}
