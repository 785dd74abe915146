// SPDX-License-Identifier: Apache-2.0
package io.holdfast.flume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.core.Positioned;
import io.holdfast.core.ReceiverSettings;
import io.holdfast.testkit.SparkCopy;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FlumePullReceiverTest {

  private static FlumePullReceiver.Builder complete() {
    return FlumePullReceiver.builder().sink("agent-1", 4142);
  }

  private static void assertRefused(FlumePullReceiver.Builder builder, String message) {
    assertThatThrownBy(builder::build)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  @Test
  void refusesWhatIsMissingOrOutOfItsRange() {
    assertRefused(
        FlumePullReceiver.builder(), "there is no sink: name one, with its host and its port");
    assertRefused(complete().sink(" ", 1), "the host of a sink is empty: name one");
    assertRefused(
        complete().sink("agent-2", 0), "the port of agent-2 is 0: it has to be from 1 to 65,535");
    assertRefused(
        complete().sink("agent-1", 4142),
        "the sink agent-1:4142 is there twice: name it once, and set connectionsPerSink");
    assertRefused(
        complete().connectionsPerSink(0), "connectionsPerSink is 0: it has to be from 1 to 64");
    assertRefused(
        complete().maxBatchEvents(0), "maxBatchEvents is 0: it has to be from 1 to 100,000");
    assertRefused(
        complete().maxFrameBytes(10),
        "maxFrameBytes is 10 bytes: it has to be from 1,024 to 1,073,741,824 bytes");
    assertRefused(
        complete().answerTimeout(Duration.ofMillis(1)),
        "answerTimeout is 1 ms: it has to be from 100 to 600,000 ms");
    assertRefused(
        complete().sinkTimeout(Duration.ofMillis(1)),
        "sinkTimeout is 1 ms: it has to be from 1,000 to 3,600,000 ms");
  }

  @Test
  void refusesAPatienceThatTheSinkHasNot() {
    assertRefused(
        complete().sinkTimeout(Duration.ofSeconds(15)),
        "the patience of the settings, 15,000 ms, is not less than the sinkTimeout, 15,000 ms: a"
            + " sink would send again what still waits for room");
    ReceiverSettings settings = ReceiverSettings.builder().patience(Duration.ofSeconds(5)).build();
    assertThat(complete().sinkTimeout(Duration.ofSeconds(15)).settings(settings).build())
        .isNotNull();
  }

  @Test
  void refusesOneHeaderForTwo() {
    assertThatThrownBy(complete().positionHeaders("a", "a")::buildPositioned)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("positionHeaders are both \"a\": an origin and a number are two headers");
  }

  @ParameterizedTest
  @EnumSource
  void travels(SparkCopy by) {
    FlumePullReceiver<FlumeEvent> receiver = complete().sink("agent-2", 4143).build();
    FlumePullReceiver<Positioned<FlumeEvent>> positioned = complete().buildPositioned();

    assertThat(by.of(receiver, FlumeKryoRegistrator.class))
        .isNotSameAs(receiver)
        .usingRecursiveComparison()
        .isEqualTo(receiver);
    assertThat(by.of(positioned, FlumeKryoRegistrator.class))
        .usingRecursiveComparison()
        .isEqualTo(positioned);
    assertThat(receiver).hasToString("FlumePullReceiver from agent-1:4142, agent-2:4143");
  }
}
