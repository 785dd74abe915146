// SPDX-License-Identifier: Apache-2.0
package io.holdfast.it.managers;

import io.holdfast.it.job.JobSource;
import io.holdfast.it.job.SourceKind;
import io.holdfast.it.ledger.Ledger;
import io.holdfast.it.source.Feed;
import io.holdfast.it.source.Feeds;
import io.holdfast.parts.KafkaBroker;
import java.nio.file.Path;
import java.util.List;

/**
 * All that one job is sent, into one ledger: by a source for each receiver, or by a topic, which
 * receivers share. Not thread-safe.
 */
final class JobFeeds implements AutoCloseable {
  private final List<Feed> feeds;

  private JobFeeds(List<Feed> feeds) {
    this.feeds = feeds;
  }

  /** Starts them for so many receivers, as {@link Feeds} starts one; they send nothing yet. */
  static JobFeeds start(
      SourceKind kind, int receivers, KafkaBroker broker, String name, Path folder)
      throws Exception {
    return new JobFeeds(
        receivers == 1 || kind == SourceKind.KAFKA
            ? List.of(Feeds.start(kind, broker, name, folder))
            : Feeds.startSeveral(kind, receivers, folder));
  }

  Ledger ledger() {
    return feeds.get(0).ledger();
  }

  /** What stands before each record where a receiver gets it. */
  String before() {
    return feeds.get(0).before();
  }

  /** What the job has to know of all of them. */
  JobSource forTheJob() {
    return new JobSource(
        feeds.get(0).kind(),
        feeds.stream().flatMap(feed -> feed.forTheJob().where().stream()).toList());
  }

  void send() {
    feeds.forEach(Feed::send);
  }

  void pause() throws InterruptedException {
    for (Feed feed : feeds) {
      feed.pause();
    }
  }

  /** How many records their systems know to be delivered. */
  long acknowledged() {
    return feeds.stream().mapToLong(Feed::acknowledged).sum();
  }

  /** Whether each of them has sent what is not acknowledged yet. */
  boolean allHaveInFlight() {
    return feeds.stream().allMatch(Feed::hasInFlight);
  }

  /** Whether something of each of them was acknowledged. */
  boolean allAreReceived() {
    return feeds.stream().allMatch(feed -> feed.acknowledged() > 0);
  }

  /** Whether all that can still come was counted. */
  boolean areComplete() {
    return feeds.stream().allMatch(Feed::isComplete);
  }

  /** How many records may be missing, of which so many were counted when connections broke. */
  long lossWhenCut(long counted) {
    return feeds.stream().mapToLong(feed -> feed.lossWhenCut(counted)).sum();
  }

  @Override
  public void close() throws Exception {
    Feeds.closeAll(feeds);
  }
}
