// SPDX-License-Identifier: Apache-2.0
package io.holdfast.testkit;

import io.holdfast.core.PoisonPolicy;
import io.holdfast.core.ReceiverSettings;
import io.holdfast.testkit.Event.Kind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Laws 601 to 603 and 605: what cannot be decoded, and what must be. */
abstract class PoisonLaws<T> extends SessionLaws<T> {
  private static final List<String> TEXTS =
      List.of(
          "",
          " ",
          "\t",
          "caf\u00e9",
          "\u20ac 1,50",
          "\ud83d\ude00\ud834\udd1e",
          "two\nlines",
          "carriage\rreturn",
          "\r\n",
          "\u0000",
          "\ufeffmark",
          "\u20ac".repeat(50_000));

  /**
   * Law 601: under {@code FAIL} malformed input ends the receiver; the report names its position,
   * and nothing after it is committed.
   *
   * <p>Why: whoever chose it wants to look at the record before anything goes on.
   *
   * <p>Steps: good records, a malformed one, good ones. The position must be reported, the source
   * not opened again, and the last ones stay unacknowledged.
   *
   * <p>If this fails, check that everything that cannot be decoded is handed to {@code
   * context.poison} with its position, and that the exception it throws is let through.
   */
  @Test
  public final void law601_malformedInputEndsTheReceiver() throws Exception {
    skipWithoutMalformed(601);
    try (Rig<T> rig = rig()) {
      requireEndedByPoison(law(601, rig), rig);
    }
  }

  private void requireEndedByPoison(Law law, Rig<T> rig) throws Exception {
    rig.production().produce(3);
    String position = rig.system().produceMalformed(0);
    int good = rig.production().of(0).size();
    rig.production().produce(3);
    rig.start();
    Reports.await(rig, law, position);
    int mark = rig.log().size();
    List<T> after = rig.production().of(0).subList(good, good + 3);
    law.stays(
        "what comes after the malformed record is left",
        () ->
            capabilities().replay()
                ? rig.system().unacknowledged(0).containsAll(after)
                : Collections.disjoint(rig.store().durable(), after)); // it may be under way
    law.require(
        rig.log().since(mark).stream().noneMatch(event -> event.kind() == Kind.OPENING),
        "the source was opened again");
  }

  /**
   * Law 602: under {@code SKIP} malformed input is reported with its position and left out, and its
   * neighbours come.
   *
   * <p>Why: one bad record must not stop a job that chose to go on, and somebody must be able to
   * find it.
   *
   * <p>Steps: good records, a malformed one, good ones: everything good must come and be
   * acknowledged, and the position be reported.
   *
   * <p>If this fails, check the position that {@code context.poison} is given, and that the source
   * goes on with the next record of the same batch.
   */
  @Test
  public final void law602_malformedInputIsReportedAndLeftOut() throws Exception {
    skipWithoutMalformed(602);
    try (Rig<T> rig = rig(Settings.blocksOf(Settings.BLOCK).poison(PoisonPolicy.SKIP).build())) {
      Law law = law(602, rig);
      rig.production().produce(3);
      String position = rig.system().produceMalformed(0);
      rig.production().produce(3);
      rig.start();
      rig.awaitComplete(law);
      Reports.await(rig, law, position);
    }
  }

  /**
   * Law 603: under {@code DEAD_LETTER} malformed input is in a file, with its position and its
   * payload, before that position is committed; if it cannot be written, it counts as under {@code
   * FAIL}.
   *
   * <p>Why: once its position is committed, the letter is all that is left of the record.
   *
   * <p>Steps: good records, a malformed one, good ones. After each commit or answer: if something
   * behind the malformed record is acknowledged, the letter must be in a file. Then the same with a
   * directory in which nothing can be written, which must end the receiver.
   *
   * <p>If this fails, check that {@code context.poison} is called before the batch is handed over
   * that the record came with, and that it is given the bytes as they came.
   */
  @Test
  public final void law603_malformedInputIsKeptBeforeItsPositionIsCommitted(@TempDir Path directory)
      throws Exception {
    skipWithoutMalformed(603);
    Path kept = directory.resolve("kept");
    try (Rig<T> rig = rig(keepingIn(kept))) {
      requireKept(law(603, rig), rig, new Letters(kept));
    }
    Path file = Files.createFile(directory.resolve("file"));
    try (Rig<T> rig = rig(keepingIn(file))) {
      requireEndedByPoison(law(603, rig), rig);
    }
  }

  private void requireKept(Law law, Rig<T> rig, Letters letters) throws Exception {
    rig.production().produce(3);
    String position = rig.system().produceMalformed(0);
    int good = rig.production().of(0).size();
    rig.production().produce(3);
    List<T> after = rig.production().of(0).subList(good, good + 3);
    Queue<T> early = new ConcurrentLinkedQueue<>();
    if (capabilities().replay()) { // without, nothing is ever acknowledged
      rig.afterCommit(
          () -> {
            if (!letters.isKept(position)) {
              early.addAll(acknowledged(rig, after));
            }
          });
    }
    Copy<T> copy = rig.start();
    rig.awaitComplete(law);
    rig.stop(copy); // so that the look after the last commit is over
    law.require(
        early.isEmpty(),
        "acknowledged before the malformed record in front of it was kept: %s",
        early);
    law.await("a dead letter says: " + position, () -> letters.isKept(position));
    law.require(letters.holdsPayload(position), "the dead letter holds nothing of the record");
  }

  private static <T> List<T> acknowledged(Rig<T> rig, List<T> records) {
    List<T> rest = new ArrayList<>(records);
    try {
      rest.removeAll(rig.system().unacknowledged(0));
    } catch (Exception e) {
      throw new IllegalStateException("the system did not say what is unacknowledged", e);
    }
    return rest;
  }

  private static ReceiverSettings keepingIn(Path directory) {
    return Settings.blocksOf(Settings.BLOCK)
        .poison(PoisonPolicy.DEAD_LETTER)
        .deadLetterDirectory(directory.toUri().toString())
        .build();
  }

  /**
   * Law 605: empty, long, non-ASCII and line-breaking records come through as they are.
   *
   * <p>Why: a position that is counted in characters is wrong after the first accent.
   *
   * <p>Steps: each of them between ordinary records, as far as the system has such; then stop, and
   * let another copy go on where the first has stopped: nothing may be missing, changed or twice.
   *
   * <p>If this fails, check for the platform's default charset, for lengths in characters where
   * bytes are meant, and for {@code trim}.
   */
  @Test
  public final void law605_everyRecordComesAsItIs() throws Exception {
    try (Rig<T> rig = rig()) {
      Law law = law(605, rig);
      for (String text : TEXTS) {
        if (rig.production().produce(0, text)) {
          rig.production().produce(1);
        }
      }
      Copy<T> copy = rig.start();
      rig.awaitComplete(law);
      law.await("the copy stops", () -> copy.stop().isDone());
      rig.production().produce(0, "\u20ac after a stop");
      rig.production().produce(2);
      rig.start();
      rig.awaitComplete(law);
      law.require(rig.duplicates() == 0, "%d records came twice", rig.duplicates());
    }
  }
}
