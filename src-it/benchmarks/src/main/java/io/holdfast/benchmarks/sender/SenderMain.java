// SPDX-License-Identifier: Apache-2.0
package io.holdfast.benchmarks.sender;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** The sender's JVM: reads orders, a line each, and answers each with a line. */
final class SenderMain {
  /** What an answer begins with that says why an order failed. */
  static final String FAILED = "failed: ";

  private SenderMain() {}

  /** Serves whoever listens at the port that is the only argument, until it hangs up. */
  public static void main(String[] arguments) throws IOException {
    int port = Integer.parseInt(arguments[0]);
    try (Socket control = new Socket(InetAddress.getLoopbackAddress(), port);
        BufferedReader in =
            new BufferedReader(
                new InputStreamReader(control.getInputStream(), StandardCharsets.UTF_8));
        PrintStream out =
            new PrintStream(control.getOutputStream(), true, StandardCharsets.UTF_8)) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        serve(line, out);
      }
    }
  }

  /** Answers before it hangs up: those who are sent lines only then know that they have all. */
  private static void serve(String order, PrintStream out) throws IOException {
    Crew crew;
    try {
      crew = new Crew(Order.parse(order));
    } catch (IOException e) {
      out.println(failed(e));
      return;
    }
    try (crew) {
      out.println(answer(crew));
    }
  }

  private static String answer(Crew crew) {
    try {
      return crew.work().toLine();
    } catch (Exception e) {
      return failed(e);
    }
  }

  private static String failed(Exception reason) {
    return FAILED + reason.toString().replace('\n', ' ');
  }
}
