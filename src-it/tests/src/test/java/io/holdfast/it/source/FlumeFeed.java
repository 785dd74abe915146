// SPDX-License-Identifier: Apache-2.0
package io.holdfast.it.source;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.holdfast.it.job.JobSource;
import io.holdfast.it.job.SourceKind;
import io.holdfast.it.ledger.TestRecord;
import io.holdfast.parts.FaultProxy;
import io.holdfast.parts.FlumeAgent;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** An agent with a file channel, which answers each line when the channel has it. */
final class FlumeFeed extends Feed {
  private static final int ANSWER_MILLIS = 30_000;

  private final FlumeAgent agent;
  private final FaultProxy proxy;
  private final int portOfTheJob;
  private Socket socket;
  private long takenBefore;
  private long taken;

  /**
   * A feed of an agent that runs, and that this one closes.
   *
   * @param share the records it is given
   * @param portOfTheJob where a receiver listens, or connects to
   */
  FlumeFeed(SourceKind kind, Share share, FlumeAgent agent, FaultProxy proxy, int portOfTheJob) {
    super(kind, List.of(share.origin()), share.ledger());
    this.agent = agent;
    this.proxy = proxy;
    this.portOfTheJob = portOfTheJob;
  }

  @Override
  public JobSource forTheJob() {
    return new JobSource(kind(), List.of(Integer.toString(portOfTheJob)));
  }

  @Override
  void give(List<TestRecord> records) throws IOException {
    try {
      if (socket == null) {
        socket = new Socket(InetAddress.getLoopbackAddress(), agent.port());
        socket.setSoTimeout(ANSWER_MILLIS);
      }
      StringBuilder lines = new StringBuilder();
      records.forEach(record -> lines.append(record.text()).append('\n'));
      socket.getOutputStream().write(lines.toString().getBytes(UTF_8));
      // Nothing but the answers to these lines is on its way, so nothing is read ahead and lost.
      BufferedReader answers =
          new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
      for (TestRecord record : records) {
        if (!"OK".equals(answers.readLine())) {
          throw new IOException("the agent has not taken " + record);
        }
        sent(record);
      }
    } catch (IOException e) {
      disconnect();
      throw e;
    }
  }

  private void disconnect() throws IOException {
    if (socket != null) {
      socket.close();
      socket = null;
    }
  }

  /** Counted by the agent anew in each of its lives, so what it last said in each is added up. */
  @Override
  public synchronized long acknowledged() {
    OptionalLong now = agent.taken();
    if (now.isPresent()) {
      if (now.getAsLong() < taken) {
        takenBefore += taken;
      }
      taken = now.getAsLong();
    }
    return takenBefore + taken;
  }

  @Override
  public Optional<FaultProxy> proxy() {
    return Optional.of(proxy);
  }

  @Override
  public void restart() throws InterruptedException {
    agent.process().terminate();
    agent.process().awaitExit(Duration.ofSeconds(60));
    agent.restart();
  }

  @Override
  public void kill() throws InterruptedException {
    agent.process().kill();
    agent.restart();
  }

  @Override
  void closeSource() throws Exception {
    disconnect();
    agent.process().kill(); // on SIGTERM it waits for its sink, which has nobody to talk to
    agent.close();
    proxy.close();
  }
}
