// SPDX-License-Identifier: Apache-2.0
package io.holdfast.flume;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What no sink should answer closes its connection, with a reason, and disturbs nobody. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class FlumePullAnswersTest {
  private static final Duration SOON = Duration.ofSeconds(30);

  /** Short, for the one that waits for its end, and long enough for a busy machine. */
  private static final Duration ANSWER = Duration.ofSeconds(3);

  private static final int MAX_FRAME_BYTES = 4 << 10;

  private static FlumeEvent event(String text) {
    return FlumeEvent.of(Map.of(), text.getBytes(UTF_8));
  }

  private static byte[] frame(int serial, AvroWriter payload) {
    try {
      return AvroFrames.frame(serial, payload.toBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The beginning of an answer that is no error: no metadata. */
  private static AvroWriter answer() {
    return new AvroWriter().writeLong(0).writeBoolean(false);
  }

  private static AvroWriter batch() {
    return answer().writeString("").writeString("number");
  }

  private static Arguments of(String expected, IntFunction<byte[]> bytes) {
    return Arguments.of(expected, bytes);
  }

  static Stream<Arguments> answers() {
    return Stream.of(
        of("no buffers: a frame of 0 buffers", serial -> SinkFrames.announcing(serial, 0, 0)),
        of("fewer: a frame of -1 buffers", serial -> SinkFrames.announcing(serial, -1, 0)),
        of(
            "many: a frame of 2147483647 buffers",
            serial -> SinkFrames.announcing(serial, Integer.MAX_VALUE, 0)),
        of("less: a buffer of -7 bytes", serial -> SinkFrames.announcing(serial, 1, -7)),
        of(
            "large: a buffer of 1073741824 bytes in a frame of at most 4096",
            serial -> SinkFrames.announcing(serial, 1, 1 << 30)),
        of(
            "another: an answer to the request 7777 in the place of",
            serial -> SinkFrames.announcing(7777, 1, 1)),
        of("nothing: the bytes ended too early", serial -> frame(serial, new AvroWriter())),
        of(
            "more than asked: a batch of more than 10 events",
            serial -> {
              AvroWriter writer = batch().writeLong(11);
              for (int i = 0; i < 11; i++) {
                writer.writeLong(0).writeLong(0);
              }
              return frame(serial, writer.writeLong(0));
            }),
        of(
            "many events: 1099511627776 items in",
            serial -> frame(serial, batch().writeLong(1L << 40))),
        of(
            "fewer events: 9223372036854775807 items in",
            serial -> frame(serial, batch().writeLong(-Long.MAX_VALUE).writeLong(1))),
        of(
            "a negative body: a length of -5 in",
            serial -> frame(serial, batch().writeLong(1).writeLong(0).writeLong(-5))),
        of(
            "a long name: a length of 1073741824 in",
            serial -> frame(serial, answer().writeLong(1 << 30))),
        of(
            "more than an answer: bytes after the answer",
            serial -> frame(serial, batch().writeLong(0).writeLong(0))),
        of(
            "another error: the index 3 of 1",
            serial -> frame(serial, new AvroWriter().writeLong(0).writeBoolean(true).writeLong(3))),
        of(
            "neither: the truth value 7",
            serial -> frame(serial, new AvroWriter().writeLong(0).writeFixed(new byte[] {7}))),
        of(
            "half: there was no whole answer within 3,000 ms",
            serial -> SinkFrames.announcing(serial, 1, 100)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("answers")
  void closesTheConnectionOnly(String expected, IntFunction<byte[]> bytes) throws Exception {
    try (FakeSink broken = new FakeSink();
        FakeSink good = new FakeSink();
        PullRig<FlumeEvent> rig =
            new PullRig<>(
                PullRig.builder()
                    .sink("127.0.0.1", broken.port())
                    .sink("127.0.0.1", good.port())
                    .maxBatchEvents(10)
                    .maxFrameBytes(MAX_FRAME_BYTES)
                    .answerTimeout(ANSWER)
                    .build())) {
      await().atMost(SOON).until(() -> rig.count("polls") == 2);
      await().atMost(SOON).until(broken::isPolled);
      broken.send(bytes);
      await().atMost(SOON).until(() -> rig.count("connections.broken") == 1);
      assertThat(rig.context.errors())
          .singleElement()
          .asString()
          .contains(expected.substring(expected.indexOf(':') + 2));

      broken.channel.put(event("afterwards"));
      good.channel.put(event("elsewhere"));
      await().atMost(SOON).until(() -> rig.intake.records().size() == 2);
      assertThat(good.connects()).isEqualTo(1);
      assertThat(broken.connects()).isEqualTo(2);
      assertThat(rig.intake.failure()).isNull();
    }
  }
}
