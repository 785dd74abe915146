// SPDX-License-Identifier: Apache-2.0
package io.holdfast.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scala.Tuple2;

class TotalsFileTest {
  private static final long CREATED = 1_700_000_000_123L;
  private static final long BATCH_1 = 1_700_000_001_000L;
  private static final long BATCH_2 = 1_700_000_002_000L;
  private static final long BATCH_3 = 1_700_000_003_000L;

  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void nameTheFile() {
    file = folder.resolve("totals.tsv");
  }

  @Test
  void addsUpBatchesAndSortsByBytes() throws IOException {
    TotalsFile totals = fresh();
    totals.add(counts("b", 2, "\uD83D\uDE00", 1, "\uFF21", 1), BATCH_1);
    assertThat(file).hasContent("b\t2\n\uFF21\t1\n\uD83D\uDE00\t1\n");
    totals.add(counts("a", 1, "b", 3), BATCH_2);
    assertThat(file).hasContent("a\t1\nb\t5\n\uFF21\t1\n\uD83D\uDE00\t1\n");
    assertThat(folder).isDirectoryContaining(file::equals).isDirectoryNotContaining("glob:**.tmp");
  }

  @Test
  void saysInItsTimeWhichBatchItHolds() throws IOException {
    fresh().add(counts("a", 1), BATCH_2);
    assertThat(Files.getLastModifiedTime(file).toMillis()).isEqualTo(BATCH_2);
  }

  @Test
  void replacesAnOldFileWithTheFirstBatchEvenIfThatIsEmpty() throws IOException {
    Files.writeString(file, "old\t7\n");
    TotalsFile totals = fresh();
    assertThat(file).hasContent("old\t7\n");
    totals.add(counts(), BATCH_1);
    assertThat(file).isEmptyFile();
  }

  @Test
  void leavesTheFileAloneWhenABatchBringsNothing() throws IOException {
    TotalsFile totals = fresh();
    totals.add(counts("a", 1), BATCH_1);
    totals.add(counts(), BATCH_2);
    assertThat(Files.getLastModifiedTime(file).toMillis()).isEqualTo(BATCH_1);
  }

  @Test
  void goesOnFromTheFileAfterARecovery() throws Exception {
    TotalsFile first = fresh();
    TotalsFile checkpointed = copy(first);
    first.add(counts("a", 1, "b", 2), BATCH_1);
    TotalsFile recovered = copy(checkpointed);
    recovered.add(counts("b", 1), BATCH_2);
    assertThat(file).hasContent("a\t1\nb\t3\n");
  }

  @Test
  void doesNotAddABatchTwiceThatSparkRunsAgainAfterARecovery() throws Exception {
    TotalsFile first = fresh();
    first.add(counts("a", 1), BATCH_1);
    first.add(counts("a", 10), BATCH_2);
    TotalsFile recovered = copy(first);
    recovered.add(counts("a", 1), BATCH_1);
    recovered.add(counts("a", 10), BATCH_2);
    assertThat(file).hasContent("a\t11\n");
    recovered.add(counts("a", 100), BATCH_3);
    assertThat(file).hasContent("a\t111\n");
  }

  @Test
  void recoversAgainFromWhatItRecovered() throws Exception {
    TotalsFile first = fresh();
    first.add(counts("a", 1), BATCH_1);
    TotalsFile second = copy(first);
    second.add(counts("a", 1), BATCH_2);
    TotalsFile third = copy(second);
    third.add(counts("a", 1), BATCH_2);
    third.add(counts("a", 1), BATCH_3);
    assertThat(file).hasContent("a\t3\n");
  }

  @Test
  void ignoresAnEarlierJobsFileWhenItWentDownBeforeItsFirstBatch() throws Exception {
    Files.writeString(file, "old\t7\n");
    Files.setLastModifiedTime(file, FileTime.fromMillis(CREATED));
    TotalsFile recovered = copy(fresh());
    recovered.add(counts("a", 1), BATCH_1);
    assertThat(file).hasContent("a\t1\n");
  }

  @Test
  void beginsAtZeroWhenThereIsNoFileToRecover() throws Exception {
    TotalsFile recovered = copy(fresh());
    recovered.add(counts(), BATCH_1);
    assertThat(file).isEmptyFile();
  }

  @Test
  void ignoresAndReplacesWhatACrashLeftBesideTheFile() throws Exception {
    TotalsFile first = fresh();
    first.add(counts("a", 1), BATCH_1);
    Files.writeString(folder.resolve("totals.tsv.tmp"), "half a li");
    TotalsFile recovered = copy(first);
    recovered.add(counts("a", 1), BATCH_2);
    assertThat(file).hasContent("a\t2\n");
  }

  @Test
  void keepsTheOldFileAndNamesItWhenTheNewOneCannotBeWritten() throws IOException {
    TotalsFile totals = fresh();
    totals.add(counts("a", 1), BATCH_1);
    Files.createDirectories(folder.resolve("totals.tsv.tmp"));
    assertThatThrownBy(() -> totals.add(counts("a", 1), BATCH_2))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("Cannot write the totals of the batch of 2023-11-14T22:13:22Z to ")
        .hasMessageContaining(file + ": ");
    assertThat(file).hasContent("a\t1\n");
  }

  @Test
  void namesTheFolderThatIsMissing() {
    TotalsFile totals = new TotalsFile(folder.resolve("none").resolve("totals"), clock());
    assertThatThrownBy(() -> totals.add(counts(), BATCH_1))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("NoSuchFileException");
  }

  @Test
  void refusesToRecoverFromAFileThatIsNoTotals() throws Exception {
    TotalsFile first = fresh();
    first.add(counts("a", 1), BATCH_1);
    Files.writeString(file, "a\t1\nnonsense\n");
    TotalsFile recovered = copy(first);
    assertThatThrownBy(() -> recovered.add(counts(), BATCH_2))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "Cannot recover the totals from %s: line 2 is not a word, a tab and a count", file);
  }

  @Test
  void refusesWhatItCouldNotReadBack() {
    assertThatThrownBy(() -> fresh().add(counts("two words", 1), BATCH_1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'two words'");
  }

  private TotalsFile fresh() {
    return new TotalsFile(file, clock());
  }

  private static Clock clock() {
    return Clock.fixed(Instant.ofEpochMilli(CREATED), ZoneOffset.UTC);
  }

  /** What a checkpoint does to the sink. */
  private static TotalsFile copy(TotalsFile totals) throws IOException, ClassNotFoundException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(totals);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      return (TotalsFile) in.readObject();
    }
  }

  private static List<Tuple2<String, Long>> counts(Object... wordsAndCounts) {
    List<Tuple2<String, Long>> counts = new ArrayList<>();
    for (int i = 0; i < wordsAndCounts.length; i += 2) {
      counts.add(
          new Tuple2<>((String) wordsAndCounts[i], ((Integer) wordsAndCounts[i + 1]).longValue()));
    }
    return counts;
  }
}
