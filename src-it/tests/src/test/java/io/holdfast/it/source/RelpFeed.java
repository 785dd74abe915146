// SPDX-License-Identifier: Apache-2.0
package io.holdfast.it.source;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.holdfast.it.job.JobSource;
import io.holdfast.it.job.SourceKind;
import io.holdfast.it.ledger.TestRecord;
import io.holdfast.parts.FaultProxy;
import io.holdfast.parts.FaultProxy.Direction;
import io.holdfast.parts.RsyslogServer;
import io.holdfast.parts.SourceTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;

/** An rsyslog with the configuration that we publish, whose queue is on the disk. */
final class RelpFeed extends Feed {
  /** As in the configuration: what rsyslog sends without an answer. */
  private static final int WINDOW = 1_000;

  /** It takes a minute to send two windows on a quiet machine. */
  private static final Duration PATIENCE = Duration.ofMinutes(6);

  private static final String HEADER = "<13>2026-11-28T10:00:00Z host-a words: ";

  private final RsyslogServer rsyslog;
  private final FaultProxy proxy;
  private final int portOfTheJob;
  private final RelpAnswers answers = new RelpAnswers();
  private volatile String last = "";

  private RelpFeed(Share share, RsyslogServer rsyslog, FaultProxy proxy, int portOfTheJob) {
    super(SourceKind.RELP, List.of(share.origin()), share.ledger());
    this.rsyslog = rsyslog;
    this.proxy = proxy;
    this.portOfTheJob = portOfTheJob;
    proxy.watch(Direction.TO_CLIENT, answers);
  }

  static RelpFeed start(Share share, Path directory, int portOfTheJob) throws Exception {
    FaultProxy proxy = FaultProxy.to(portOfTheJob);
    boolean started = false;
    try {
      RsyslogServer rsyslog = RsyslogServer.start(directory, rules(proxy.port()));
      started = true;
      return new RelpFeed(share, rsyslog, proxy, portOfTheJob);
    } finally {
      if (!started) {
        proxy.close();
      }
    }
  }

  private static String rules(int port) throws IOException {
    Path published = SourceTree.root().resolve("receivers/socket/conf/60-holdfast.conf");
    return Files.readString(published)
        .replace("receiver.example.org", "127.0.0.1")
        .replace("port=\"20514\"", "port=\"%d\"".formatted(port))
        .replace("action.resumeInterval=\"2\"", "action.resumeInterval=\"1\"")
        .replace("queue.timeoutShutdown=\"10000\"", "queue.timeoutShutdown=\"60000\"");
  }

  @Override
  public String before() {
    return HEADER;
  }

  @Override
  public JobSource forTheJob() {
    return new JobSource(kind(), List.of(Integer.toString(portOfTheJob)));
  }

  /** It answers nothing, and reads all to the end as long as it lives. */
  @Override
  void give(List<TestRecord> records) throws IOException {
    rsyslog.send(records.stream().map(record -> (HEADER + record.text()).getBytes(UTF_8)).toList());
    last = records.get(records.size() - 1).word();
    records.forEach(this::sent);
  }

  /** What was answered: rsyslog itself says nothing of it. */
  @Override
  public long acknowledged() {
    return answers.positive();
  }

  @Override
  public Optional<FaultProxy> proxy() {
    return Optional.of(proxy);
  }

  @Override
  public void restart() throws Exception {
    pause();
    rsyslog.process().terminate();
    rsyslog.process().awaitExit(Duration.ofSeconds(90));
    rsyslog.restart();
    send();
  }

  /**
   * What it has not yet written to its queue a SIGKILL costs, so it is killed when all of it is
   * there; the network stands still meanwhile, or the queue would be empty.
   */
  @Override
  public void beforeKill() throws Exception {
    proxy.stall(Direction.TO_SERVER);
    Awaitility.await("rsyslog has more than it may send")
        .atMost(PATIENCE)
        .until(() -> ledger().sent() > acknowledged() + 2 * WINDOW);
    pause();
    Awaitility.await("the queue is on the disk")
        .atMost(PATIENCE)
        .until(() -> rsyslog.hasOnDisk(last));
  }

  @Override
  public void kill() throws Exception {
    rsyslog.process().kill();
    proxy.heal();
    rsyslog.restart();
    send();
  }

  @Override
  public long lossWhenKilled() {
    return WINDOW;
  }

  @Override
  void closeSource() throws InterruptedException {
    rsyslog.process().kill(); // on SIGTERM it waits for answers, and there is nobody to give them
    rsyslog.close();
    proxy.close();
  }
}
