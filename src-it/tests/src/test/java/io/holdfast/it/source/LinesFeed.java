// SPDX-License-Identifier: Apache-2.0
package io.holdfast.it.source;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.holdfast.it.job.JobSource;
import io.holdfast.it.job.SourceKind;
import io.holdfast.it.ledger.TestRecord;
import io.holdfast.parts.FaultProxy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.Optional;

/**
 * A server of lines that serves one client and forgets each line when it is written: there is
 * nobody to ask again. Lines that nobody is there to take are not sent.
 */
final class LinesFeed extends Feed {
  private static final int ACCEPT_MILLIS = 200;

  private final ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
  private final FaultProxy proxy = FaultProxy.to(server.getLocalPort());
  private Socket client;

  /** What was sent to the clients before this one. */
  private volatile long sentBefore;

  private volatile TestRecord last;

  LinesFeed() throws IOException {
    super(SourceKind.LINES, List.of("lines"));
    server.setSoTimeout(ACCEPT_MILLIS);
  }

  @Override
  public JobSource forTheJob() {
    return new JobSource(kind(), List.of(Integer.toString(proxy.port())));
  }

  @Override
  void give(List<TestRecord> records) throws IOException {
    try {
      if (client == null) {
        client = server.accept();
        sentBefore = ledger().sent();
      }
      StringBuilder lines = new StringBuilder();
      records.forEach(record -> lines.append(record.text()).append('\n'));
      client.getOutputStream().write(lines.toString().getBytes(UTF_8));
      records.forEach(this::sent);
      last = records.get(records.size() - 1);
    } catch (SocketTimeoutException e) {
      throw e;
    } catch (IOException e) {
      disconnect();
      throw e;
    }
  }

  private void disconnect() throws IOException {
    if (client != null) {
      client.close();
      client = null;
    }
  }

  /** Nobody acknowledges anything, so what is safe is known of what was counted only. */
  @Override
  public long acknowledged() {
    return ledger().counted();
  }

  /** What an earlier client was sent and was not counted may never come; this one's has to. */
  @Override
  public long lossWhenCut(long acknowledged) {
    return Math.max(0, sentBefore - acknowledged);
  }

  /** What was lost does not come, so it is the last one that tells: they come in their order. */
  @Override
  public boolean isComplete() {
    return last == null || ledger().isCounted(last);
  }

  @Override
  public Optional<FaultProxy> proxy() {
    return Optional.of(proxy);
  }

  @Override
  public void restart() throws Exception {
    pause();
    disconnect();
    send();
  }

  @Override
  public void kill() {
    throw new UnsupportedOperationException("it ends as it is restarted: there is no farewell");
  }

  @Override
  void closeSource() throws IOException {
    disconnect();
    server.close();
    proxy.close();
  }
}
