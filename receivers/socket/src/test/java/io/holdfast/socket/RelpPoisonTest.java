// SPDX-License-Identifier: Apache-2.0
package io.holdfast.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.core.PoisonException;
import io.holdfast.core.PoisonPolicy;
import io.holdfast.core.PushSource;
import io.holdfast.core.SourceContext;
import io.holdfast.testkit.FakeContext;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A file system of dead letters that takes its time, or fails. */
@Timeout(60)
class RelpPoisonTest {
  private static final int PATIENCE_MILLIS = 20_000;
  private static final byte[] MALFORMED = {(byte) 0xC3, '('};

  private final FakeIntake intake = new FakeIntake();
  private final CountDownLatch writing = new CountDownLatch(1);
  private final CountDownLatch written = new CountDownLatch(1);
  private FakeContext context;
  private PushSource<String> source;

  private void start(PoisonPolicy policy) throws Exception {
    context = new FakeContext(policy);
    source =
        (PushSource<String>)
            RelpReceiver.strings().bind("127.0.0.1").port(0).build().open(slow(context));
    source.start(intake);
  }

  /** The same context, but that poison takes until the test says so. */
  private SourceContext slow(FakeContext context) {
    return (SourceContext)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {SourceContext.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("poison")) {
                writing.countDown();
                written.await();
              }
              return invoke(method, context, arguments);
            });
  }

  private static Object invoke(Method method, Object target, Object... arguments) throws Throwable {
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  @AfterEach
  void close() throws Exception {
    source.close();
    await().until(() -> threads() == 0);
  }

  private static long threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("holdfast-relp"))
        .count();
  }

  private Socket connect() throws IOException {
    Socket client =
        new Socket(InetAddress.getLoopbackAddress(), (int) context.metrics().value("port"));
    client.setSoTimeout(PATIENCE_MILLIS);
    client.getOutputStream().write(RelpWire.frame(1, "open", RelpWire.OFFER));
    return client;
  }

  private static void assertAnswers(RelpWire wire, int from, int until) throws IOException {
    for (int transaction = from; transaction <= until; transaction++) {
      assertThat(wire.read()).isEqualTo(transaction + " rsp 6 200 OK");
    }
  }

  @Test
  void aSlowDeadLetterKeepsTheOrderOfItsConnectionAndKeepsUpNobodyElse() throws Exception {
    start(PoisonPolicy.SKIP);
    try (Socket poisoned = connect();
        Socket other = connect()) {
      RelpWire answers = new RelpWire(poisoned.getInputStream());
      assertThat(answers.read()).startsWith("1 rsp ");
      poisoned.getOutputStream().write(RelpWire.frame(2, "syslog", MALFORMED));
      poisoned.getOutputStream().write(RelpWire.frame(3, "syslog", "after it"));
      poisoned.getOutputStream().write(RelpWire.frame(4, "close", ""));
      writing.await();

      RelpWire others = new RelpWire(other.getInputStream());
      assertThat(others.read()).startsWith("1 rsp ");
      other.getOutputStream().write(RelpWire.frame(2, "syslog", "other"));
      await().until(() -> !intake.records().isEmpty());
      assertThat(intake.records()).containsExactly("other");
      intake.storeAll();
      assertAnswers(others, 2, 2);

      written.countDown();
      await().until(() -> intake.records().size() == 2);
      assertThat(intake.records()).containsExactly("other", "after it");
      assertThat(context.poison()).hasSize(1);
      intake.storeAll();
      assertAnswers(answers, 2, 3);
      assertThat(answers.read()).isEqualTo("4 rsp 0");
    }
  }

  @Test
  void theSessionFailsWithADeadLetter() throws Exception {
    written.countDown();
    start(PoisonPolicy.FAIL);
    try (Socket client = connect()) {
      client.getOutputStream().write(RelpWire.frame(2, "syslog", MALFORMED));
      await().until(() -> !intake.failures().isEmpty());
      assertThat(intake.failures().get(0)).isInstanceOf(PoisonException.class);
      assertThat(intake.batches()).isZero();
    }
  }

  @Test
  void aDeadLetterThatHangsDoesNotKeepUpTheEnd() throws Exception {
    start(PoisonPolicy.SKIP);
    try (Socket client = connect()) {
      client.getOutputStream().write(RelpWire.frame(2, "syslog", MALFORMED));
      writing.await();
    }
  }
}
