// SPDX-License-Identifier: Apache-2.0
package io.holdfast.demo;

import com.teragrep.rlp_01.RelpBatch;
import com.teragrep.rlp_01.RelpConnection;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeoutException;

/** The Java client rlp_01, which sends by RELP and waits for the answers. */
final class RelpClientOutlet implements Outlet {
  private static final int TIMEOUT_MILLIS = 60_000;

  private final RelpConnection connection = new RelpConnection();
  private final int port;

  RelpClientOutlet(int port) {
    this.port = port;
    connection.setReadTimeout(TIMEOUT_MILLIS);
  }

  @Override
  public void open() throws IOException, InterruptedException {
    RelpPort.await(port);
    try {
      if (!connection.connect("127.0.0.1", port)) {
        throw new IOException("the job does not open a session");
      }
    } catch (TimeoutException e) {
      throw new IOException("the job does not answer", e);
    }
  }

  @Override
  public void write(List<byte[]> lines) throws IOException {
    RelpBatch batch = new RelpBatch();
    lines.forEach(batch::insert);
    try {
      connection.commit(batch);
    } catch (TimeoutException e) {
      throw new IOException("the job does not answer", e);
    }
    if (!batch.verifyTransactionAll()) {
      throw new IOException("the job has not taken a line");
    }
  }

  @Override
  public void close() {
    connection.tearDown();
  }
}
