// SPDX-License-Identifier: Apache-2.0
package io.holdfast.demo;

import io.holdfast.parts.RsyslogServer;
import java.io.IOException;
import java.util.List;

/** An rsyslog that sends by RELP; it keeps what it is given, and answers nothing. */
final class RsyslogOutlet implements Outlet {
  /** In bytes, and so that rsyslog does not cut it. */
  static final int LONGEST_LINE = 100_000;

  private static final String RULES =
      """
      module(load="omrelp")
      template(name="line" type="string" string="%%rawmsg%%")
      action(type="omrelp" target="127.0.0.1" port="%d" template="line" windowSize="1000"
        action.resumeRetryCount="-1" action.resumeInterval="1"
        queue.type="Disk" queue.filename="lines" queue.size="100000000" queue.timeoutShutdown="100")
      """;

  private final RsyslogServer server;
  private final int relpPort;

  RsyslogOutlet(RsyslogServer server, int relpPort) {
    this.server = server;
    this.relpPort = relpPort;
  }

  /** What it has to do: to send each message as it came, and nothing more. */
  static String rules(int relpPort) {
    return RULES.formatted(relpPort);
  }

  @Override
  public void open() throws InterruptedException {
    RelpPort.await(relpPort);
  }

  /** Leaves out empty ones, which its framing does not know. */
  @Override
  public void write(List<byte[]> lines) throws IOException {
    server.send(lines.stream().filter(line -> line.length > 0).toList());
  }

  @Override
  public void close() {}
}
