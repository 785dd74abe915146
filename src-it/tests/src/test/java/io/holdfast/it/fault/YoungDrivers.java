// SPDX-License-Identifier: Apache-2.0
package io.holdfast.it.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.it.job.SourceKind;
import io.holdfast.it.rig.Run;
import io.holdfast.it.source.Feed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Ends a driver whose receivers are there, before it has written a checkpoint. */
final class YoungDrivers extends Blow {
  /** The first batch, and the checkpoint with it, comes at the next midnight. */
  private static final Duration LONG_BATCH = Duration.ofDays(1);

  /** Sent in several seconds, of which a receiver needs one until it acknowledges something. */
  private static final long ENOUGH = 300;

  YoungDrivers() {
    super(YoungDrivers::killed);
  }

  @Override
  void prepare(Run run) {
    run.send();
    run.submit(LONG_BATCH);
    Drivers.awaitStarted(run);
    List<Long> sent = run.feeds().stream().map(feed -> feed.ledger().sent()).toList();
    run.await(
        "a receiver has had the time to acknowledge something",
        () ->
            run.feeds().stream()
                .allMatch(
                    feed -> feed.ledger().sent() >= sent.get(run.stream(feed.kind())) + ENOUGH));
  }

  private static Map<SourceKind, Strike> killed(Run run) throws Exception {
    Map<SourceKind, Strike> strikes = inFlight(run);
    assertThat(checkpoints(run)).as("checkpoints when the driver is killed").isEmpty();
    run.job().process().kill();
    for (Feed feed : run.feeds()) {
      assertThat(feed.acknowledged()).as(feed + ": acknowledged").isZero();
    }
    submitAgain(run);
    Drivers.awaitStarted(run);
    return observed(
        strikes, kind -> "driver SIGKILL with its receiver started and no checkpoint there");
  }

  private static List<Path> checkpoints(Run run) throws IOException {
    Path folder = Path.of(run.checkpoint());
    if (!Files.exists(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.getFileName().toString().startsWith("checkpoint-")).toList();
    }
  }
}
