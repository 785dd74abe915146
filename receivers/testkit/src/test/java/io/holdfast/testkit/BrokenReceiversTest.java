// SPDX-License-Identifier: Apache-2.0
package io.holdfast.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** The kit proves itself: each broken receiver fails the law that it breaks, by its number. */
class BrokenReceiversTest {
  private static final String SIGNAL = "holdfast.testkit.signal.millis";

  @AfterAll
  static void hurryNoMore() {
    System.clearProperty(SIGNAL);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("all")
  void failsItsLaw(Broken broken) {
    hurry(broken);
    BrokenVerification.turnOf(broken);
    List<String> failures = run(method(broken.law()));
    assertThat(failures).as("what law %d says of it", broken.law()).isNotEmpty();
    assertThat(failures.get(0))
        .startsWith("law " + broken.law() + ":")
        .containsIgnoringCase(broken.words());
  }

  /**
   * Most of what is broken shows by something that does not happen: do not wait long for it, least
   * of all at every crash point.
   */
  private static void hurry(Broken broken) {
    System.setProperty(SIGNAL, broken.law() == 201 ? "500" : "2000");
  }

  static Stream<Broken> all() {
    return Stream.of(
            Stream.<BrokenSource[]>of(
                    BrokenAcks.values(),
                    BrokenFlow.values(),
                    BrokenLives.values(),
                    BrokenDecoding.values())
                .flatMap(Arrays::stream)
                .map(BrokenSource::broken),
            Arrays.stream(BrokenPush.values()).map(BrokenPush::broken),
            Arrays.stream(BrokenLines.values()).map(BrokenLines::broken),
            Stream.of(LiveFieldReceiver.broken()))
        .flatMap(broken -> broken);
  }

  private static Method method(int law) {
    return Arrays.stream(ReceiverVerification.class.getMethods())
        .filter(method -> method.getName().startsWith("law" + law + "_"))
        .findFirst()
        .orElseThrow();
  }

  /** The messages of the tests that failed. */
  private static List<String> run(Method law) {
    List<String> failures = new ArrayList<>();
    LauncherFactory.create()
        .execute(
            LauncherDiscoveryRequestBuilder.request()
                .selectors(selectMethod(BrokenVerification.class, law))
                .build(),
            new TestExecutionListener() {
              @Override
              public void executionFinished(TestIdentifier test, TestExecutionResult result) {
                if (result.getStatus() == TestExecutionResult.Status.FAILED) {
                  failures.add(result.getThrowable().orElseThrow().getMessage());
                }
              }
            });
    return failures;
  }
}
