// SPDX-License-Identifier: Apache-2.0
package io.holdfast.flume;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.core.HoldfastKryoRegistrator;
import io.holdfast.testkit.SparkCopy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.apache.spark.serializer.JavaSerializer;
import org.apache.spark.serializer.KryoSerializer;
import org.apache.spark.serializer.Serializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import scala.reflect.ClassTag$;

class FlumeEventTest {
  private static final byte[] BODY = "caf\u00e9 \u0000".getBytes(UTF_8);

  private static Map<String, String> headers() {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("\u20ac", "\ud83d\ude00");
    headers.put("", "");
    return headers;
  }

  @Test
  void saysWhatItWasMadeOf() {
    FlumeEvent event = FlumeEvent.of(headers(), BODY);

    assertThat(event.headers()).isEqualTo(headers());
    assertThat(event.headers().keySet()).containsExactly("\u20ac", "");
    assertThat(event.header("\u20ac")).contains("\ud83d\ude00");
    assertThat(event.header("none")).isEmpty();
    assertThat(event.body()).isEqualTo(BODY);
    assertThat(event.bodyBuffer().isReadOnly()).isTrue();
    assertThat(event.bodyText()).isEqualTo("caf\u00e9 \u0000");
    assertThat(event.bodyLength()).isEqualTo(BODY.length);
    assertThat(FlumeEvent.of(Map.of(), new byte[0]).bodyText()).isEmpty();
  }

  @Test
  void isNotChangedByWhoMadeItOrHasIt() {
    byte[] body = BODY.clone();
    FlumeEvent event = FlumeEvent.of(Map.of(), body);

    body[0] = 1;
    event.body()[1] = 1;

    assertThat(event.body()).isEqualTo(BODY);
  }

  @Test
  void isAValueWhateverTheOrderOfItsHeaders() {
    Map<String, String> reversed = new LinkedHashMap<>();
    reversed.put("", "");
    reversed.put("\u20ac", "\ud83d\ude00");
    FlumeEvent event = FlumeEvent.of(headers(), BODY);

    assertThat(FlumeEvent.of(reversed, BODY)).isEqualTo(event).hasSameHashCodeAs(event);
    assertThat(FlumeEvent.of(headers(), new byte[0])).isNotEqualTo(event);
    assertThat(FlumeEvent.of(Map.of(), BODY)).isNotEqualTo(event);
  }

  @ParameterizedTest
  @EnumSource
  void travels(SparkCopy by) {
    FlumeEvent event = FlumeEvent.of(headers(), BODY);

    assertThat(by.of(event, FlumeKryoRegistrator.class)).isEqualTo(event).isNotSameAs(event);
  }

  @Test
  void isKeptInABlockAsItCame() {
    FlumeEventCodec codec = new FlumeEventCodec();
    for (FlumeEvent event :
        List.of(
            FlumeEvent.of(Map.of(), new byte[0]),
            FlumeEvent.of(Map.of("a", "\u20ac"), new byte[] {0, -1}),
            FlumeEvent.of(Map.of("a", "b", "c", ""), new byte[300]))) {
      FlumeEvent kept = codec.fromBytes(codec.toBytes(event));
      assertThat(kept).isEqualTo(event);
      assertThat(kept.body()).isEqualTo(event.body());
    }
  }

  @Test
  void isCompact() {
    SparkConf kryo =
        new SparkConf(false)
            .set(
                "spark.kryo.registrator",
                HoldfastKryoRegistrator.class.getName()
                    + ","
                    + FlumeKryoRegistrator.class.getName());

    assertThat(bytesForEach(new JavaSerializer(new SparkConf(false)))).isBetween(100, 124);
    assertThat(bytesForEach(new KryoSerializer(kryo))).isBetween(100, 108);
  }

  /** Of many events of 100 bytes on the wire. */
  private static int bytesForEach(Serializer serializer) {
    int count = 1_000;
    List<FlumeEvent> events = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      events.add(FlumeEvent.of(Map.of(), new byte[97]));
    }
    return serializer
            .newInstance()
            .serialize(events, ClassTag$.MODULE$.<List<FlumeEvent>>apply(List.class))
            .remaining()
        / count;
  }
}
