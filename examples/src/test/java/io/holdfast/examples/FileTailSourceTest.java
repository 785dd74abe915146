// SPDX-License-Identifier: Apache-2.0
package io.holdfast.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.core.PoisonException;
import io.holdfast.core.Polled;
import io.holdfast.core.PositionRange;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
class FileTailSourceTest {
  private static final int ALL = Integer.MAX_VALUE;

  @TempDir private Path folder;
  private final FakeContext context = new FakeContext();
  private Path path;
  private FileTailSource source;

  @BeforeEach
  void open() throws IOException {
    path = folder.resolve("log");
    openSource();
  }

  private void openSource() throws IOException {
    source = new FileTailSource(path, PositionFile.beside(path), context);
  }

  private void append(String text) throws IOException {
    append(text.getBytes(UTF_8));
  }

  private void append(byte... bytes) throws IOException {
    Files.write(path, bytes, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  private Polled<String, TailPosition> poll(int demand) throws IOException {
    return source.poll(demand, Duration.ofMillis(10));
  }

  /** Polls until nothing comes; what came. */
  private List<Polled<String, TailPosition>> pollAll() throws IOException {
    List<Polled<String, TailPosition>> all = new ArrayList<>();
    int idle = 0;
    while (idle < 2) { // the end of one file and the beginning of the next are a poll each
      Polled<String, TailPosition> polled = poll(ALL);
      if (polled.isNothing()) {
        idle++;
      } else {
        all.add(polled);
        idle = 0;
      }
    }
    return all;
  }

  private List<String> lines() throws IOException {
    return pollAll().stream().flatMap(polled -> polled.batch().records().stream()).toList();
  }

  private void commitAll() throws IOException {
    source.commit(pollAll().stream().map(Polled::position).toList());
  }

  private String partition(int generation) throws IOException {
    return Files.readAttributes(path, BasicFileAttributes.class).fileKey() + "#" + generation;
  }

  private String committed() throws IOException {
    return Files.readString(path.resolveSibling("log.position"));
  }

  @Test
  void waitsForAFileThatDoesNotExistYet() throws IOException {
    assertThat(poll(ALL).isNothing()).isTrue();
    append("here\n");
    assertThat(lines()).containsExactly("here");
  }

  @Test
  void aLineCountsOnceItIsEnded() throws IOException {
    append("one\n\ntw");
    assertThat(lines()).containsExactly("one", "");
    append("o");
    assertThat(lines()).isEmpty();
    append("\nthree\n");
    assertThat(lines()).containsExactly("two", "three");
  }

  @Test
  void onlyLineFeedEndsALine() throws IOException {
    append("a\rb\u2028c\u0085d\r\n");
    assertThat(lines()).containsExactly("a\rb\u2028c\u0085d\r");
  }

  @Test
  void positionsAreBytesAndRangesHaveNoGap() throws IOException {
    append("ä€\uD83D\uDE00\nb\n");
    poll(ALL); // the file's beginning
    Polled<String, TailPosition> first = poll(1);
    Polled<String, TailPosition> second = poll(1);
    assertThat(first.batch().records()).containsExactly("ä€\uD83D\uDE00");
    assertThat(first.batch().ranges()).containsExactly(PositionRange.of(partition(0), 0, 10));
    assertThat(first.position().offset()).isEqualTo(10);
    assertThat(second.batch().records()).containsExactly("b");
    assertThat(second.batch().ranges()).containsExactly(PositionRange.of(partition(0), 10, 12));
  }

  @Test
  void takesNoMoreThanIsDemandedAndReadsOnWhereItStopped() throws IOException {
    append("1\n2\n3\n4\n5\n");
    poll(ALL);
    assertThat(poll(2).batch().records()).containsExactly("1", "2");
    assertThat(poll(2).batch().records()).containsExactly("3", "4");
    assertThat(poll(2).batch().records()).containsExactly("5");
    assertThat(poll(2).isNothing()).isTrue();
  }

  @Test
  void aLineMayBeLongerThanOneRead() throws IOException {
    String line = "é".repeat(100_000);
    append(line + "\nshort\n");
    assertThat(lines()).containsExactly(line, "short");
  }

  @Test
  void aLineWithoutAnEndIsNotTakenIntoMemoryForEver() throws IOException {
    append("first\n");
    assertThat(lines()).containsExactly("first");
    append("x".repeat((8 << 20) + 1));
    assertThatThrownBy(() -> poll(ALL))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("the line at byte 6 of")
        .hasMessageEndingWith("is longer than 8,388,608 bytes");
  }

  @Test
  void whatWasNotCommittedComesAgain() throws Exception {
    append("one\n");
    commitAll();
    assertThat(committed()).isEqualTo("4 of " + partition(0) + "\n");
    append("two\n");
    List<Polled<String, TailPosition>> lost = pollAll();
    assertThat(lost).hasSize(1);
    source.abandon(lost.stream().map(Polled::position).toList());
    source.close();

    append("three\n");
    openSource();
    assertThat(lines()).containsExactly("two", "three");
    assertThat(context.errors).isEmpty();
  }

  @Test
  void theLastOfSeveralPositionsIsKept() throws IOException {
    append("1\n2\n3\n");
    List<TailPosition> positions = new ArrayList<>();
    for (int poll = 0; poll < 3; poll++) {
      positions.add(poll(1).position());
    }
    source.commit(positions);
    openSource();
    assertThat(lines()).containsExactly("3");
    assertThat(folder.toFile().list()).containsExactlyInAnyOrder("log", "log.position");
  }

  @Test
  void aPositionThatCannotBeReadIsNoReasonToBeginAnew() throws IOException {
    Files.writeString(path.resolveSibling("log.position"), "12");
    assertThatThrownBy(this::openSource)
        .isInstanceOf(IOException.class)
        .hasMessageEndingWith("log.position holds no position: '12'");
  }

  @Test
  void aTruncatedFileIsReportedAndBeginsANewNumbering() throws IOException {
    append("one\ntwo\n");
    commitAll();
    Files.write(path, "new\n".getBytes(UTF_8));
    List<Polled<String, TailPosition>> polled = pollAll();
    assertThat(polled.get(1).batch().records()).containsExactly("new");
    assertThat(polled.get(1).batch().ranges())
        .containsExactly(PositionRange.of(partition(1), 0, 4));
    assertThat(context.errors)
        .containsExactly(path + " was truncated; it was read up to 8 of " + partition(0));
    source.commit(polled.stream().map(Polled::position).toList());
    openSource();
    assertThat(lines()).isEmpty();
  }

  @Test
  void aFileThatWasTruncatedWhileNobodyReadIsReportedToo() throws IOException {
    append("one\ntwo\n");
    commitAll();
    Files.write(path, "new\n".getBytes(UTF_8));
    openSource();
    assertThat(lines()).containsExactly("new");
    assertThat(context.errors).hasSize(1);
  }

  @Test
  void aFileThatIsReplacedIsReadToItsEndFirst() throws IOException {
    append("one\n");
    commitAll();
    String old = partition(0);
    append("two\nlast");
    Files.move(path, folder.resolve("log.1"));
    assertThat(lines()).as("there is no new one yet").containsExactly("two");
    append("new\n");
    List<Polled<String, TailPosition>> polled = pollAll();
    assertThat(polled).hasSize(3);
    assertThat(polled.get(0).batch().records()).containsExactly("last");
    assertThat(polled.get(0).batch().ranges()).containsExactly(PositionRange.of(old, 8, 12));
    assertThat(polled.get(2).batch().records()).containsExactly("new");
    assertThat(polled.get(2).batch().ranges())
        .containsExactly(PositionRange.of(partition(1), 0, 4));
    assertThat(context.errors).isEmpty();
  }

  @Test
  void aFileThatWasReplacedWhileNobodyReadIsFoundUnderItsOtherName() throws IOException {
    append("one\n");
    commitAll();
    append("two\n");
    source.close();
    Files.move(path, folder.resolve("log.1"));
    append("new\n");
    openSource();
    assertThat(lines()).containsExactly("two", "new");
    assertThat(context.errors).isEmpty();
  }

  @Test
  void theTurnToTheNextFileIsKeptBeforeItHasALine() throws IOException {
    append("one\n");
    commitAll();
    Files.move(path, folder.resolve("log.1"));
    append("unended");
    commitAll();
    assertThat(committed()).isEqualTo("0 of " + partition(1) + "\n");
    Files.delete(folder.resolve("log.1"));
    openSource();
    append("\n");
    assertThat(lines()).containsExactly("unended");
    assertThat(context.errors).isEmpty();
  }

  @Test
  void aFileThatIsGoneIsReportedWithItsPosition() throws IOException {
    append("one\n");
    commitAll();
    String old = partition(0);
    append("two\n");
    source.close();
    Files.move(path, Files.createDirectory(folder.resolve("elsewhere")).resolve("log"));
    append("new\n");
    openSource();
    assertThat(lines()).containsExactly("new");
    assertThat(context.errors).containsExactly(path + " is gone; it was read up to 4 of " + old);
  }

  @Test
  void poisonIsNamedByFileAndByte() throws IOException {
    append("gut ä\n");
    append((byte) 'x', (byte) 0xC3, (byte) '\n');
    append("good\n");
    assertThat(lines()).containsExactly("gut ä", "good");
    assertThat(context.poison)
        .containsExactly("%s, the line at byte 7 of %s".formatted(path, partition(0)));
    assertThat(context.reasons).hasOnlyElementsOfType(MalformedInputException.class);
  }

  @Test
  void aSkippedLineIsCoveredAndCommittedWithItsBatch() throws IOException {
    append((byte) 0xFF, (byte) '\n');
    List<Polled<String, TailPosition>> polled = pollAll();
    assertThat(polled.get(1).batch().records()).isEmpty();
    assertThat(polled.get(1).batch().ranges())
        .containsExactly(PositionRange.of(partition(0), 0, 2));
    assertThat(polled.get(1).position().offset()).isEqualTo(2);
  }

  @Test
  void poisonUnderFailEndsThePollAndThePositionStays() throws IOException {
    context.failing = true;
    append("good\n");
    append((byte) 0xFF, (byte) '\n');
    poll(ALL);
    assertThatThrownBy(() -> poll(ALL)).isInstanceOf(PoisonException.class);
    context.failing = false;
    openSource();
    assertThat(lines()).containsExactly("good");
  }
}
