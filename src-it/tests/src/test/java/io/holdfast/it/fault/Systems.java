// SPDX-License-Identifier: Apache-2.0
package io.holdfast.it.fault;

import io.holdfast.core.Durability;
import io.holdfast.it.job.SourceKind;
import io.holdfast.it.rig.Run;
import io.holdfast.it.source.Feed;
import io.holdfast.parts.FaultProxy;
import io.holdfast.parts.FaultProxy.Cut;
import java.util.EnumMap;
import java.util.Map;

/** Strikes the systems that the records come from, and the network before them. */
final class Systems extends Blow {
  /** How many records have to wait for the network before it is there again. */
  private static final long BACKLOG = 300;

  Systems(Deed deed) {
    super(deed);
  }

  static Map<SourceKind, Strike> restarted(Run run) throws Exception {
    Map<SourceKind, Strike> strikes = new EnumMap<>(SourceKind.class);
    for (Feed feed : run.feeds()) {
      Strike strike = inFlight(run, feed);
      feed.restart();
      strikes.put(
          feed.kind(),
          strike.observed(
              feed.kind() == SourceKind.FILE_TAIL
                  ? "file renamed and replaced"
                  : feed + " stopped and started"));
    }
    return strikes;
  }

  static Map<SourceKind, Strike> killed(Run run) throws Exception {
    Map<SourceKind, Strike> strikes = new EnumMap<>(SourceKind.class);
    for (Feed feed : run.feeds()) {
      if (Fault.SOURCE_KILLED.whyNot(feed.kind(), Durability.WAL).isEmpty()) {
        feed.beforeKill();
        Strike strike = inFlight(run, feed);
        feed.kill();
        strikes.put(feed.kind(), strike.observed("SIGKILL to " + feed + ", and started again"));
      }
    }
    return strikes;
  }

  static Map<SourceKind, Strike> cut(Run run) {
    Map<SourceKind, Strike> strikes = new EnumMap<>(SourceKind.class);
    for (Feed feed : run.feeds()) {
      if (feed.proxy().isPresent()) {
        strikes.put(feed.kind(), cut(run, feed, feed.proxy().get()));
      }
    }
    return strikes;
  }

  private static Strike cut(Run run, Feed feed, FaultProxy proxy) {
    long cuts = proxy.cuts();
    Strike strike = inFlight(run, feed);
    proxy.refuse();
    proxy.cut(Cut.RST);
    try {
      run.await(
          "connections are cut, and records wait",
          () ->
              proxy.cuts() > cuts
                  && (!feed.kind().replays()
                      || feed.ledger().sent() - feed.acknowledged() > BACKLOG));
    } finally {
      proxy.heal();
    }
    return strike.observed("%d connections reset".formatted(proxy.cuts() - cuts));
  }
}
