// SPDX-License-Identifier: Apache-2.0
package io.holdfast.pipeline.totals;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.apache.spark.serializer.KryoSerializer;
import org.apache.spark.serializer.SerializerInstance;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

@Timeout(120)
class SqliteTotalsTest extends TotalsContract {
  @TempDir Path directory;

  @Override
  String emptyDatabase() {
    return "jdbc:sqlite:" + directory.resolve("totals.db");
  }

  @Test
  void travelsByKryoWhereRegistrationIsRequired() throws Exception {
    JdbcTotals totals = JdbcTotals.of(JOB, url());
    totals.begin(job("app-1"));
    begin("app-2").add(RangeTable.POSITIONS, positions(range(0, 7)), counts(Map.of("a", 1L)));
    SerializerInstance kryo =
        new KryoSerializer(
                new SparkConf(false)
                    .set("spark.kryo.registrationRequired", "true")
                    .set("spark.kryo.registrator", TotalsKryoRegistrator.class.getName()))
            .newInstance();
    ClassTag<JdbcTotals> type = ClassTag$.MODULE$.apply(JdbcTotals.class);

    JdbcTotals copy = kryo.deserialize(kryo.serialize(totals, type), type);

    assertThat(copy.resumeAt("p")).hasValue(7);
  }

  @Test
  void whatIsNoDatabaseIsSaidInASentence() throws Exception {
    Path file = Files.writeString(directory.resolve("text"), "no database".repeat(1_000));
    assertThatThrownBy(() -> JdbcTotals.of("job", file.toString()).check())
        .isInstanceOf(TotalsException.class)
        .hasMessageContainingAll("the totals cannot be kept at", file.toString(), "not a database");
    assertThatThrownBy(() -> JdbcTotals.of("job", "jdbc:oracle:thin:@db"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("jdbc:postgresql:");
    assertThatThrownBy(() -> JdbcTotals.of(" ", "file"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
