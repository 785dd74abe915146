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
import org.junit.jupiter.params.provider.ValueSource;
import scala.Option;

class FlumePushReceiverTest {

  private static FlumePushReceiver.Builder complete() {
    return FlumePushReceiver.builder().host("collector").port(4141);
  }

  private static void assertRefused(FlumePushReceiver.Builder builder, String message) {
    assertThatThrownBy(builder::build)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  @Test
  void refusesWhatIsMissingOrOutOfItsRange() {
    assertRefused(
        FlumePushReceiver.builder(),
        "port is missing: give one, 0 for any that is free, or a range with ports");
    assertRefused(
        complete().host(" "), "host is empty: name one, or leave it out to listen on all of them");
    assertRefused(complete().port(65_536), "port is 65,536: it has to be from 0 to 65,535");
    assertRefused(
        complete().ports(5, 4), "the ports 5 to 4 are no range: give the smaller one first");
    assertRefused(
        complete().ports(0, 4),
        "the ports 0 to 4 begin with 0, which stands for any port: give 0 alone, or begin with 1");
    assertRefused(complete().ioThreads(0), "ioThreads is 0: it has to be from 1 to 64");
    assertRefused(
        complete().maxFrameBytes(10),
        "maxFrameBytes is 10 bytes: it has to be from 1,024 to 1,073,741,824 bytes");
    assertRefused(
        complete().maxBufferedBytes(1 << 20),
        "maxBufferedBytes 1,048,576 is less than maxFrameBytes 33,554,432: one request has to fit");
    assertRefused(
        complete().frameTimeout(Duration.ofMillis(1)),
        "frameTimeout is 1 ms: it has to be from 100 to 600,000 ms");
  }

  @Test
  void refusesAPatienceThatTheAgentHasNot() {
    assertRefused(
        complete().agentTimeout(Duration.ofSeconds(15)),
        "the patience of the settings, 15,000 ms, is not less than the agentTimeout, 15,000 ms: an"
            + " agent would give up before its answer, and send again what is stored");
    ReceiverSettings settings = ReceiverSettings.builder().patience(Duration.ofSeconds(5)).build();
    assertThat(complete().agentTimeout(Duration.ofSeconds(15)).settings(settings).build())
        .isNotNull();
  }

  @Test
  void refusesOneHeaderForTwo() {
    assertThatThrownBy(complete().positionHeaders("a", "a")::buildPositioned)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("positionHeaders are both \"a\": an origin and a number are two headers");
  }

  @Test
  void prefersTheMachineItIsToListenOn() {
    assertThat(complete().build().preferredLocation()).isEqualTo(Option.apply("collector"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0", "127.0.0.1", "localhost"})
  void prefersNoMachineForWhatIsEverywhere(String host) {
    assertThat(complete().host(host).build().preferredLocation().isEmpty()).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void travels(SparkCopy by) {
    FlumePushReceiver<FlumeEvent> receiver =
        complete()
            .ports(4141, 4150)
            .tls(TlsSettings.of("k", "p").requiringClients("t", "q"))
            .build();
    FlumePushReceiver<Positioned<FlumeEvent>> positioned = complete().buildPositioned();

    assertThat(by.of(receiver, FlumeKryoRegistrator.class))
        .isNotSameAs(receiver)
        .usingRecursiveComparison()
        .isEqualTo(receiver);
    assertThat(by.of(positioned, FlumeKryoRegistrator.class))
        .usingRecursiveComparison()
        .isEqualTo(positioned);
    assertThat(receiver).hasToString("FlumePushReceiver on collector:4141-4150");
  }
}
