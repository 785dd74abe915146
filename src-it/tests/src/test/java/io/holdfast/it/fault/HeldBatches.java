// SPDX-License-Identifier: Apache-2.0
package io.holdfast.it.fault;

import io.holdfast.it.job.BatchFiles;
import io.holdfast.it.job.SourceKind;
import io.holdfast.it.rig.Run;
import io.holdfast.it.source.Feed;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;

/**
 * Strikes receivers of a job whose batches wait, from the first on: all blocks that the receivers
 * have ever stored are still to be read when their successors store.
 */
final class HeldBatches extends Blow {
  /** Several blocks of half a second each. */
  private static final long ENOUGH = 100;

  HeldBatches() {
    super(HeldBatches::cancelled);
  }

  @Override
  void prepare(Run run) throws Exception {
    Files.createFile(run.job().folder().resolve(BatchFiles.HOLD));
    submitAgain(run);
    run.send();
    awaitAcknowledged(run, run.feeds().stream().map(feed -> 0L).toList());
  }

  /** Waits until each source that replays has so many acknowledged, and enough beyond. */
  private static void awaitAcknowledged(Run run, List<Long> since) {
    run.await(
        "more is acknowledged",
        () ->
            run.feeds().stream()
                .filter(feed -> feed.kind().replays())
                .allMatch(
                    feed -> feed.acknowledged() >= since.get(run.stream(feed.kind())) + ENOUGH));
  }

  private static Map<SourceKind, Strike> cancelled(Run run) throws Exception {
    Map<SourceKind, Strike> strikes = Receivers.cancelled(run);
    awaitAcknowledged(run, run.feeds().stream().map(Feed::acknowledged).toList());
    long waiting = run.feeds().stream().mapToLong(feed -> feed.ledger().counted()).sum();
    Files.delete(run.job().folder().resolve(BatchFiles.HOLD));
    return observed(
        strikes,
        kind ->
            "%s; %,d of all sources counted when it had more acknowledged"
                .formatted(strikes.get(kind).observed(), waiting));
  }
}
