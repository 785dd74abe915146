// SPDX-License-Identifier: Apache-2.0
package io.holdfast.flume;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.core.Positioned;
import io.holdfast.parts.FlumeAgent;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * What agents have taken, and what was stored of it by one receiver after the other. What receivers
 * have taken counts as stored, whether they lived to say so or not.
 */
final class Ledger {
  private final Set<String> sent = new HashSet<>();
  private final List<Supplier<List<Positioned<FlumeEvent>>>> stores = new ArrayList<>();

  /** An agent has it in its channel. */
  private synchronized void sent(String line) {
    assertThat(sent.add(line)).isTrue();
  }

  /** Gives an agent lines of an origin, and waits until all are in its channel. */
  void feed(FlumeAgent agent, String origin, int from, int until) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), agent.port())) {
      OutputStream out = socket.getOutputStream();
      BufferedReader answers =
          new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
      for (int number = from; number < until; number++) {
        out.write("%s %d caf\u00e9\n".formatted(origin, number).getBytes(UTF_8));
      }
      for (int number = from; number < until; number++) {
        assertThat(answers.readLine()).isEqualTo("OK");
        sent("%s %d caf\u00e9".formatted(origin, number));
      }
    }
  }

  /** What a receiver stores, now and later. */
  synchronized void add(FakeIntake<Positioned<FlumeEvent>> intake) {
    stores.add(intake::records);
  }

  /** One line that says what it has come to. */
  void print(String test) {
    System.out.printf(
        "ledger %s: %d sent, %d stored, %d again%n",
        test, sent.size(), stored().size(), duplicates());
  }

  synchronized List<Positioned<FlumeEvent>> stored() {
    return stores.stream().flatMap(store -> store.get().stream()).toList();
  }

  private Set<String> values() {
    Set<String> values = new HashSet<>();
    stored().forEach(record -> values.add(record.value().bodyText()));
    return values;
  }

  boolean isComplete() {
    return values().containsAll(sent);
  }

  void assertNothingLost() {
    assertThat(values()).isEqualTo(sent);
  }

  /** How many were stored more than once, each time counted. */
  int duplicates() {
    return stored().size() - values().size();
  }

  /** Of what is stored twice only the first counts. */
  void assertOrderKept() {
    Map<String, Long> last = new HashMap<>();
    Set<String> seen = new HashSet<>();
    for (Positioned<FlumeEvent> record : stored()) {
      if (seen.add(record.value().bodyText())) {
        Long before = last.put(record.partition(), record.offset());
        assertThat(record.offset()).isEqualTo(before == null ? 0 : before + 1);
      }
    }
  }
}
