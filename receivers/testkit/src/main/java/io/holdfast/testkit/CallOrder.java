// SPDX-License-Identifier: Apache-2.0
package io.holdfast.testkit;

import io.holdfast.testkit.Event.Kind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Holds the calls of the engine against each other. */
final class CallOrder {
  private static final Set<Kind> CALLS =
      Set.of(
          Kind.OPENING,
          Kind.POLLING,
          Kind.KEEPING_ALIVE,
          Kind.COMMITTING,
          Kind.ABANDONING,
          Kind.CLOSING);
  private static final Set<Kind> RETURNS = Set.of(Kind.OPENED, Kind.RETURNED, Kind.CLOSED);

  private CallOrder() {}

  /**
   * In each session, commits are a beginning of the polls, and answers one of what was handed in.
   */
  static void requireCommitsInOrder(Law law, Production<?> production) {
    for (List<Event> session : sessions(law)) {
      requireBeginning(law, items(session, Kind.POSITION), items(session, Kind.COMMITTED));
      List<Object> handedIn = items(session, Kind.SUBMITTING);
      List<Object> answered = items(session, Kind.ANSWERING);
      for (int partition = 0; partition < production.partitions(); partition++) {
        requireBeginning(
            law,
            new ArrayList<>(production.firstOf(partition, handedIn)),
            new ArrayList<>(production.firstOf(partition, answered)));
      }
    }
  }

  private static void requireBeginning(Law law, List<Object> all, List<Object> some) {
    law.require(
        some.size() <= all.size() && all.subList(0, some.size()).equals(some),
        "%s is acknowledged, which is no beginning of %s",
        some,
        all);
  }

  /** In each session, all calls are one thread's, and none begins before the last has returned. */
  static void requireOneThread(Law law) {
    for (List<Event> session : sessions(law)) {
      List<Kind> running = new ArrayList<>();
      Thread owner = null;
      for (Event event : session) {
        if (RETURNS.contains(event.kind())) {
          running.remove(running.size() - 1);
        } else if (CALLS.contains(event.kind())) {
          owner = owner == null ? event.thread() : owner;
          law.require(event.thread() == owner, "%s was called by another thread", event.kind());
          law.require(
              running.isEmpty()
                  || (running.equals(List.of(Kind.POLLING)) && event.kind() == Kind.COMMITTING),
              "%s was called during %s",
              event.kind(),
              running);
          running.add(event.kind());
        }
      }
    }
  }

  private static Collection<List<Event>> sessions(Law law) {
    Function<Event, String> session = event -> event.copy() + "-" + event.session();
    return law.log().all().stream()
        .filter(event -> event.session() > 0)
        .collect(Collectors.groupingBy(session))
        .values();
  }

  private static List<Object> items(List<Event> events, Kind kind) {
    List<Object> items = new ArrayList<>();
    events.stream().filter(event -> event.kind() == kind).forEach(e -> items.addAll(e.items()));
    return items;
  }
}
