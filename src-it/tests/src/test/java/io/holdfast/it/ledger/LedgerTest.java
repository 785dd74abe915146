// SPDX-License-Identifier: Apache-2.0
package io.holdfast.it.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerTest {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Ledger ledger = new Ledger();
  private final List<TestRecord> records =
      IntStream.range(0, 5).mapToObj(number -> new TestRecord("a", number)).toList();

  private void send(TestRecord record) {
    ledger.offered(record, 1_000);
    ledger.sent(record);
  }

  private void count(TestRecord record, String position) {
    ledger.counted(record.text(), position, 2_000);
  }

  private Verdict verdict() {
    return Verdict.on(ledger, PATIENCE);
  }

  @Test
  void aRecordIsKnownByItsTextWhateverStandsBeforeIt() {
    TestRecord record = new TestRecord("kafka-1", 1_234);
    assertThat(TestRecord.parse("<13>today host tag: " + record.text())).contains(record);
    assertThat(record.text().split(" ", -1)).hasSize(3).endsWith(record.word());
  }

  @Test
  void aTextThatIsNotAllThereIsNoRecord() {
    String text = new TestRecord("kafka-1", 1_234).text();
    assertThat(TestRecord.parse(text.replace("1234 ", "1235 "))).isEmpty();
    assertThat(TestRecord.parse(text.substring(0, text.length() - 1))).isEmpty();
    assertThat(TestRecord.parse(text.replace("\u00e9", "?"))).isEmpty();
    assertThat(TestRecord.parse("two words")).isEmpty();
    assertThat(TestRecord.parse("a number not")).isEmpty();
  }

  @Test
  void allIsWellIfEachIsCountedOnceInOrder() {
    records.forEach(this::send);
    records.forEach(record -> count(record, "p@" + record.number()));
    assertThat(ledger.isComplete()).isTrue();
    assertThat(verdict().isAtLeastOnceInOrder()).isTrue();
    assertThat(verdict())
        .hasToString(
            "5 sent, 5 counted, 0 lost, 0 times again, 0 at two positions, 0 overtaken, 0"
                + " corrupted, 0 late");
  }

  @Test
  void whatWasSentAndNotCountedIsLost() {
    records.forEach(this::send);
    records.subList(1, 5).forEach(record -> count(record, ""));
    assertThat(ledger.isComplete()).isFalse();
    assertThat(verdict().lost()).containsExactly(records.get(0));
    assertThat(verdict().isAtLeastOnceInOrder()).isFalse();
    assertThat(verdict().toString()).contains("1 lost (a 0)");
  }

  @Test
  void whatWasOfferedOnlyIsNotLost() {
    ledger.offered(records.get(0), 0);
    assertThat(ledger.isComplete()).isTrue();
    assertThat(verdict().lost()).isEmpty();
    count(records.get(0), "");
    assertThat(ledger.counted()).isOne();
    assertThat(verdict().corrupted()).isEmpty();
  }

  @Test
  void aRecordMayBeCountedBeforeItIsKnownToBeSent() {
    ledger.offered(records.get(0), 0);
    count(records.get(0), "");
    ledger.sent(records.get(0));
    assertThat(ledger.isComplete()).isTrue();
    assertThat(ledger.sent()).isOne();
  }

  @Test
  void positionsTellWhatCameAgainFromWhatIsThereTwice() {
    send(records.get(0));
    send(records.get(1));
    count(records.get(0), "p@0");
    count(records.get(0), "p@0");
    count(records.get(0), "p@0");
    count(records.get(1), "p@1");
    count(records.get(1), "q@1");
    assertThat(verdict().again()).containsExactly(records.get(0), records.get(1));
    assertThat(verdict().timesAgain()).isEqualTo(3);
    assertThat(verdict().twice()).containsExactly(records.get(1));
  }

  @Test
  void whatComesAgainOvertakesNobody() {
    records.forEach(this::send);
    for (int number : new int[] {0, 1, 0, 1, 3, 2, 4}) {
      count(records.get(number), "");
    }
    assertThat(verdict().overtaken()).containsExactly(records.get(2));
  }

  @Test
  void aTextThatNobodyOfferedIsCorrupted() {
    ledger.counted(records.get(0).text(), "", 0);
    ledger.counted("rubbish", "", 0);
    assertThat(verdict().corrupted()).containsExactly(records.get(0).text(), "rubbish");
    assertThat(verdict().counted()).isZero();
  }

  @Test
  void whatIsCountedAfterThePatienceIsLate() {
    send(records.get(0));
    send(records.get(1));
    ledger.counted(records.get(0).text(), "", 1_000 + PATIENCE.toMillis());
    ledger.counted(records.get(1).text(), "", 1_001 + PATIENCE.toMillis());
    assertThat(verdict().late()).containsExactly(records.get(1));
  }

  @Test
  void theFirstNewRecordIsOneThatWasOfferedAfterwards() {
    ledger.offered(records.get(0), 10);
    ledger.offered(records.get(1), 20);
    ledger.counted(records.get(0).text(), "", 30);
    assertThat(ledger.firstCountedOfThoseOfferedAfter(10)).isEmpty();
    ledger.counted(records.get(1).text(), "", 40);
    assertThat(ledger.firstCountedOfThoseOfferedAfter(10)).hasValue(40);
  }

  @Test
  void whatABatchRunsTwiceItsSourceHasNotGivenAgain() {
    records.forEach(this::send);
    ledger.counted(records.get(0).text(), "", "3000", 3_100);
    ledger.counted(records.get(1).text(), "", "3000", 3_100);
    ledger.counted(records.get(2).text(), "", "3000", 3_100);
    ledger.counted(records.get(0).text(), "", "3000", 9_100);
    assertThat(ledger.givenAgainAfter(5_000)).isZero();
    ledger.counted(records.get(1).text(), "", "6000", 9_100);
    assertThat(ledger.givenAgainAfter(5_000)).isOne();
    assertThat(ledger.givenAgainAfter(9_100)).isZero();
  }

  @Test
  void totalsAreRightIfEachWordHasOne() {
    records.forEach(this::send);
    records.subList(0, 3).forEach(record -> count(record, ""));
    Map<String, Long> totals = Map.of(records.get(0).word(), 1L, records.get(1).word(), 2L);
    assertThat(Verdict.wrongTotals(ledger, totals))
        .containsExactly(records.get(1).word(), records.get(2).word());
  }

  @Test
  void aRecordIsOfferedOnce() {
    send(records.get(0));
    assertThatThrownBy(() -> send(records.get(0))).hasMessage("a 0 was offered before");
  }

  @Test
  void batchesAreReadOnceEachInTheOrderTheyWereWritten(@TempDir Path folder) throws Exception {
    CountedBatches batches = new CountedBatches(folder.resolve("batches"), Map.of("A", ledger));
    batches.read();
    records.forEach(this::send);
    Files.createDirectory(folder.resolve("batches"));
    write(folder, "2000-b", 2, "A\tp\t1\t" + records.get(1).text());
    write(folder, "1000-a", 1, "A\tp\t0\t" + records.get(0).text());
    write(folder, "unfinished.tmp", 3, "A\tp\t4\t" + records.get(4).text());
    batches.read();
    batches.read();
    assertThat(verdict().overtaken()).isEmpty();
    assertThat(ledger.counted()).isEqualTo(2);
    assertThat(ledger.countedAgain()).isZero();
    write(folder, "2000-c", 4, "A\tp\t1\t" + records.get(1).text());
    batches.read();
    assertThat(ledger.countedAgain()).isOne();
  }

  private static void write(Path folder, String name, int second, String line) throws Exception {
    Path file = Files.writeString(folder.resolve("batches").resolve(name), line + "\n");
    assertThat(file.toFile().setLastModified(second * 1_000L)).isTrue();
  }
}
