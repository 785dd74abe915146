// SPDX-License-Identifier: Apache-2.0
package io.holdfast.it.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.it.ledger.TestRecord;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LinesFeedTest {
  private static final int SOME = 10;

  private LinesFeed feed;

  @BeforeEach
  void start() throws IOException {
    feed = new LinesFeed();
  }

  @AfterEach
  void close() throws Exception {
    feed.close();
  }

  private Socket client() throws IOException {
    int port = Integer.parseInt(feed.forTheJob().where().get(0));
    return new Socket(InetAddress.getLoopbackAddress(), port);
  }

  private static void await(Callable<Boolean> condition) {
    Awaitility.await().atMost(Duration.ofSeconds(60)).until(condition);
  }

  @Test
  void whatTheClientsBeforeWereSentMayBeLostAndNoMore() throws Exception {
    try (Socket first = client()) {
      feed.send();
      await(() -> feed.ledger().sent() >= SOME);
      assertThat(feed.lossWhenCut(0)).isZero();
    }
    try (Socket second = client()) {
      await(() -> feed.lossWhenCut(0) > 0);
      long before = feed.lossWhenCut(0);
      assertThat(before).isBetween((long) SOME, feed.ledger().sent());
      assertThat(feed.lossWhenCut(before - 1)).isOne();
      assertThat(feed.lossWhenCut(before + 1)).isZero();
    }
  }

  @Test
  void theLastLineTellsThatNoOtherComes() throws Exception {
    assertThat(feed.isComplete()).isTrue();
    try (Socket client = client()) {
      feed.send();
      await(() -> feed.ledger().sent() >= SOME);
      feed.pause();
      assertThat(feed.isComplete()).isFalse();
      feed.ledger().counted(new TestRecord("lines", feed.ledger().sent() - 1).text(), "", 0);
      assertThat(feed.isComplete()).isTrue();
      assertThat(feed.acknowledged()).isOne();
    }
  }
}
