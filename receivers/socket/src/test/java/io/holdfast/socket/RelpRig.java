// SPDX-License-Identifier: Apache-2.0
package io.holdfast.socket;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.core.PoisonPolicy;
import io.holdfast.core.Positioned;
import io.holdfast.core.PushSource;
import io.holdfast.testkit.FakeContext;
import java.nio.charset.StandardCharsets;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One life of a receiver that listens, and stores into a ledger. */
final class RelpRig implements AutoCloseable {
  /** Host, epoch and number, in what rsyslog's forward format makes of a message. */
  private static final Pattern POSITION = Pattern.compile("<\\d+>\\S+ (\\S+) \\S+ (\\d+) (\\d+) ");

  final LedgerIntake intake;
  private final FakeContext context = new FakeContext(PoisonPolicy.FAIL);
  private final PushSource<Positioned<String>> source;

  private RelpRig(Ledger ledger, RelpReceiver<Positioned<String>> receiver) throws Exception {
    intake = new LedgerIntake(ledger);
    source = (PushSource<Positioned<String>>) receiver.open(context);
    try {
      source.start(intake);
    } catch (Exception e) {
      source.close();
      throw e;
    }
  }

  static RelpRig start(Ledger ledger, int port) throws Exception {
    return start(ledger, port, builder -> builder);
  }

  static RelpRig start(Ledger ledger, int port, UnaryOperator<RelpReceiver.Builder<String>> with)
      throws Exception {
    RelpReceiver.Builder<String> builder =
        RelpReceiver.builder((message, out) -> out.accept(text(message)));
    return new RelpRig(
        ledger,
        with.apply(builder.bind("127.0.0.1").port(port))
            .buildPositioned(message -> numberOf(text(message))));
  }

  /** Every byte is a character, so that what is not text can be compared, too. */
  static String text(byte[] message) {
    return new String(message, StandardCharsets.ISO_8859_1);
  }

  private static MessageNumber numberOf(String text) {
    Matcher matcher = POSITION.matcher(text);
    if (!matcher.lookingAt()) {
      throw new IllegalArgumentException("no position in " + text);
    }
    return MessageNumber.of(
        matcher.group(1) + "@" + matcher.group(2), Long.parseLong(matcher.group(3)));
  }

  long connections() {
    return context.metrics().value("connections");
  }

  @Override
  public void close() throws Exception {
    source.close();
    assertThat(intake.failures()).isEmpty();
    assertThat(context.errors()).isEmpty();
  }
}
