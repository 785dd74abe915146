// SPDX-License-Identifier: Apache-2.0
package io.holdfast.pipeline.totals;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.holdfast.core.PositionRange;
import io.holdfast.core.SupersededException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import scala.Tuple2;

/** What every database that keeps totals has to do. */
abstract class TotalsContract {
  static final String JOB = "a 'job'";

  private final List<FakeJob> jobs = new ArrayList<>();
  private String url;
  private Database database;

  /** The URL of a database without tables. */
  abstract String emptyDatabase() throws Exception;

  @BeforeEach
  void open() throws Exception {
    url = emptyDatabase();
    database = Database.of(JOB, url);
  }

  @AfterEach
  void end() {
    jobs.forEach(FakeJob::close);
  }

  final String url() {
    return url;
  }

  final FakeJob job(String application) {
    FakeJob job = new FakeJob(application);
    jobs.add(job);
    return job;
  }

  final Term begin(String application) {
    return Term.begin(database, "lineage", job(application));
  }

  static PositionSet positions(PositionRange... ranges) {
    PositionSet set = new PositionSet();
    Arrays.asList(ranges).forEach(set::add);
    return set;
  }

  static PositionRange range(long from, long until) {
    return PositionRange.of("p", from, until);
  }

  static Supplier<Iterator<Tuple2<String, Long>>> counts(Map<String, Long> counts) {
    return () ->
        counts.entrySet().stream().map(it -> new Tuple2<>(it.getKey(), it.getValue())).iterator();
  }

  @Test
  void countsAddUpUnderTheNameOfTheJob() throws Exception {
    Term term = begin("app-1");
    term.add(RangeTable.POSITIONS, positions(range(0, 10)), counts(Map.of("a", 2L, "b", 1L)));
    term.add(RangeTable.POSITIONS, positions(range(10, 20)), counts(Map.of("a", 3L)));
    Term other = Term.begin(Database.of("other", url), "lineage", job("app-2"));
    other.add(RangeTable.POSITIONS, positions(range(0, 10)), counts(Map.of("a", 7L)));

    assertThat(Tables.totals(url, JOB)).containsOnly(entry("a", 5L), entry("b", 1L));
    assertThat(Tables.totals(url, "other")).containsOnly(entry("a", 7L));
    assertThat(Tables.ranges(url, JOB)).containsExactly("p[0,20)");
  }

  @Test
  void whatIsThereAlreadyIsNotAddedAgain() throws Exception {
    Term term = begin("app-1");
    PositionSet owned = positions(range(0, 10), PositionRange.of("q", 5, 6));
    term.add(RangeTable.POSITIONS, owned, counts(Map.of("a", 2L)));
    term.add(RangeTable.POSITIONS, owned, counts(Map.of("a", 2L)));

    assertThat(Tables.totals(url, JOB)).containsOnly(entry("a", 2L));
    assertThatThrownBy(
            () -> term.add(RangeTable.POSITIONS, positions(range(9, 11)), counts(Map.of("a", 1L))))
        .isInstanceOf(IllegalStateException.class);
    assertThat(Tables.totals(url, JOB)).containsOnly(entry("a", 2L));
  }

  @Test
  void wordsThatAreHardToKeepAreKeptApart() throws Exception {
    String long1 = "x".repeat(1_000_000);
    List<String> words =
        List.of(
            long1,
            long1 + "y",
            "\u0000",
            "\u0000\u0000",
            "\u00100",
            "\u0010",
            "0",
            "\uD83D\uDE00",
            "\uD83D",
            "e\u0301",
            "\u00E9",
            "E\u0301",
            "A",
            "a",
            "\\0",
            "\uFFFF");
    Term term = begin("app-1");
    for (int time = 0; time < 2; time++) {
      Map<String, Long> counts = new HashMap<>();
      for (int i = 0; i < words.size(); i++) {
        counts.put(words.get(i), 1L + i);
      }
      term.add(RangeTable.POSITIONS, positions(range(time, time + 1)), counts(counts));
    }

    Map<String, Long> totals = Tables.totals(url, JOB);
    assertThat(totals).hasSize(words.size());
    for (int i = 0; i < words.size(); i++) {
      assertThat(totals.get(StoredWord.text(words.get(i)))).isEqualTo(2L * (1 + i));
    }
    assertThat(totals).containsEntry("\u00100", 2L * 3).containsEntry("\u0010\u00100", 2L * 5);
  }

  @Test
  void theLaterStartFencesTheEarlierOne() throws Exception {
    FakeJob first = job("app-1");
    Term old = Term.begin(database, "lineage", first);
    old.add(RangeTable.POSITIONS, positions(range(0, 1)), counts(Map.of("a", 1L)));
    Term current = begin("app-2");

    assertThat(current.epoch()).isEqualTo(old.epoch() + 1);
    assertThatThrownBy(
            () -> old.add(RangeTable.POSITIONS, positions(range(1, 2)), counts(Map.of("a", 1L))))
        .isInstanceOf(SupersededException.class)
        .hasMessage(
            "the application app-2 (epoch 2) has taken over the job a 'job'; this one (epoch 1) has"
                + " stopped and counts nothing more");
    assertThatThrownBy(() -> old.processed(RangeTable.POSITIONS))
        .isInstanceOf(SupersededException.class);
    assertThat(first.superseded())
        .isCompletedWithValueMatching(it -> it.successor().equals("app-2"));
    current.add(RangeTable.POSITIONS, positions(range(1, 2)), counts(Map.of("a", 1L)));
    assertThat(Tables.totals(url, JOB)).containsOnly(entry("a", 2L));
  }

  @Test
  void anIdleDriverNoticesByItselfThatAnotherHasTakenOver() throws Exception {
    FakeJob first = job("app-1");
    Term old = Term.begin(database, "lineage", first);
    long since = System.nanoTime();
    begin("app-2");

    assertThat(first.superseded().get(30, TimeUnit.SECONDS).successor()).isEqualTo("app-2");
    Duration noticed = Duration.ofNanos(System.nanoTime() - since);
    System.out.printf("an idle driver noticed its successor after %d ms%n", noticed.toMillis());
    assertThat(noticed).isLessThan(Duration.ofSeconds(10)); // 2 s on a machine that is not busy
    assertThatThrownBy(
            () -> old.add(RangeTable.POSITIONS, positions(range(0, 1)), counts(Map.of("a", 1L))))
        .as("also when the connections are closed already")
        .isInstanceOf(SupersededException.class);
  }

  @Test
  void anErrorThatWouldComeAgainIsNotTriedAgain() throws Exception {
    Term term = begin("app-1");
    Tables.execute(url, "ALTER TABLE word_totals RENAME TO gone");
    List<Integer> tries = new ArrayList<>();

    assertThatThrownBy(
            () ->
                term.add(
                    RangeTable.POSITIONS,
                    positions(range(0, 1)),
                    () -> {
                      tries.add(1);
                      return Collections.emptyIterator();
                    }))
        .isInstanceOf(TotalsException.class)
        .hasMessageContainingAll("the totals of the job a 'job' cannot be written", "word_totals");
    assertThat(tries).hasSize(1);
    assertThat(Tables.ranges(url, JOB)).isEmpty();
  }

  @Test
  void aMillionPositionsWithGapsAreAtMostTwoRanges() throws Exception {
    Term term = begin("app-1");
    int block = 10_000;
    for (int from = 0; from < 1_000_000; from += 2 * block) {
      // Out of order, as two receivers store blocks of a partition that moves between them.
      term.add(
          RangeTable.POSITIONS, positions(range(from + block, from + 2 * block)), counts(Map.of()));
      term.add(RangeTable.POSITIONS, positions(range(from, from + block)), counts(Map.of("a", 1L)));
      assertThat(Tables.ranges(url, JOB)).hasSizeLessThanOrEqualTo(2);
    }
    assertThat(Tables.ranges(url, JOB)).containsExactly("p[0,1000000)");
  }

  @Test
  void tellsWhereToResume() throws Exception {
    JdbcTotals totals = JdbcTotals.of(JOB, url);
    totals.check();
    assertThat(totals.resumeAt("p")).isEmpty();
    Term term = begin("app-1");
    term.add(RangeTable.POSITIONS, positions(range(5, 10), range(20, 30)), counts(Map.of()));

    assertThat(totals.resumeAt("p")).isEqualTo(OptionalLong.of(10));
    assertThat(totals.resumeAt("q")).isEmpty();
  }

  @Test
  void theBatchesOfEarlierLineagesAreForgotten() throws Exception {
    Term term = begin("app-1");
    PositionSet batches = positions(PositionRange.of("lineage", 17, 18));
    term.add(RangeTable.BATCHES, batches, counts(Map.of("a", 1L)));

    assertThat(begin("app-2").processed(RangeTable.BATCHES).containsAll(batches)).isTrue();
    assertThat(
            Term.begin(database, "another", job("app-3")).processed(RangeTable.BATCHES).isEmpty())
        .isTrue();
    assertThat(Tables.ranges(url, JOB)).isEmpty();
  }
}
