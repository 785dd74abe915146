// SPDX-License-Identifier: Apache-2.0
package io.holdfast.it.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.core.Durability;
import io.holdfast.it.fault.Strike;
import io.holdfast.it.job.SourceKind;
import io.holdfast.it.ledger.Ledger;
import io.holdfast.it.ledger.TestRecord;
import io.holdfast.it.ledger.Timeline;
import io.holdfast.it.ledger.Verdict;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalLong;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

class ReportTest {
  private static final String FAULT = "executor <SIGKILL>";

  private final Report report = new Report("some", "Some faults");
  private final Ledger ledger = new Ledger();
  private final Timeline timeline = new Timeline();

  @BeforeEach
  void count() {
    for (int number = 0; number < 2_000; number++) {
      TestRecord record = new TestRecord("a", number);
      ledger.offered(record, 0);
      ledger.sent(record);
      if (number > 0) {
        ledger.counted(record.text(), "p@" + number, 1_000);
      }
    }
    ledger.counted(new TestRecord("a", 7).text(), "p@7", 1_000);
    for (int second = 0; second < 30; second++) {
      timeline.add(second * 1_000L, second * 10L, second * 9L, second * 8L);
    }
  }

  private Cell cell(SourceKind kind, OptionalLong wrongTotals) {
    return Cell.of(
        kind,
        FAULT,
        Durability.WAL,
        new Strike(20_000, 1_500, 1_400, 1_300, "it is dead"),
        Verdict.on(ledger, Duration.ofSeconds(5)),
        wrongTotals,
        new Recovery(OptionalLong.of(1_234), OptionalLong.empty(), OptionalLong.of(3_456)),
        timeline);
  }

  @Test
  void theTableHasALineForEachCell() {
    report.add(cell(SourceKind.KAFKA, OptionalLong.of(3)));
    report.add(cell(SourceKind.FILE_TAIL, OptionalLong.empty()));
    report.add(Cell.without(SourceKind.RELP, FAULT, Durability.REPLICATED, "nobody can"));
    assertThat(report.toString().lines().map(line -> line.replaceAll("  +", "|")))
        .containsExactly(
            "source|fault|durability|sent|acked then|in flight|counted|lost|again|after positions|"
                + "bare, s|again acked, s|first new, s",
            "Kafka|executor <SIGKILL>|WAL|2,000|1,400|100|1,999|1|1|3|1.2|-|3.5",
            "file tail|executor <SIGKILL>|WAL|2,000|1,400|100|1,999|1|1|-|1.2|-|3.5",
            "RELP, executor <SIGKILL>, REPLICATED: not here: nobody can");
  }

  @Test
  void withoutTotalsThePositionsSayWhatIsThereTwice() {
    ledger.counted(new TestRecord("a", 8).text(), "q@8", 1_000);
    report.add(cell(SourceKind.FLUME_PULL, OptionalLong.empty()));
    assertThat(report.toString()).containsPattern("WAL .* 1 +2 +1 +1.2 +- +3.5\n");
  }

  @Test
  void thePageHoldsTheSameAndAPlot(@TempDir Path folder) throws Exception {
    report.add(cell(SourceKind.KAFKA, OptionalLong.of(0)));
    String page = Files.readString(report.write(folder));
    assertThat(folder.resolve("some.txt")).content().startsWith("Some faults\n\nsource ");
    assertThat(page)
        .contains("<h1>Some faults</h1>", "executor &lt;SIGKILL&gt;", "it is dead", "3.5")
        .contains("class=\"bad\"");

    Element svg = svg(page);
    assertThat(svg.getElementsByTagName("polyline").getLength()).isEqualTo(3);
    assertThat(svg.getElementsByTagName("text").getLength())
        .isEqualTo(2); // ten seconds before, and the fault
    String points = ((Element) svg.getElementsByTagName("polyline").item(0)).getAttribute("points");
    assertThat(points.split(" ", -1)).hasSize(20); // from ten seconds before the fault on
  }

  private static Element svg(String page) throws Exception {
    String svg = page.substring(page.indexOf("<svg"), page.indexOf("</svg>") + "</svg>".length());
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(svg)))
        .getDocumentElement();
  }

  @Test
  void aPlotOfNothingIsDrawn() {
    assertThat(new Plot(new Timeline(), 5_000).toString()).contains("points=\"\"");
  }
}
