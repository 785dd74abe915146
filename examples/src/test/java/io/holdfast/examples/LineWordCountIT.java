// SPDX-License-Identifier: Apache-2.0
package io.holdfast.examples;

import static io.holdfast.examples.JobWait.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.parts.ChildProcess;
import io.holdfast.parts.SparkSubmit;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The shipped jar, submitted as a user does, against a server of lines that hangs up once. */
@Timeout(180)
class LineWordCountIT {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final int SIGTERM = 128 + 15;
  private static final long SEED = 20_261_128;
  private static final int LINES = 40_000;

  @TempDir private Path folder;

  @Test
  void countsEveryWordThatWasSentAlthoughTheServerHangsUp() throws Exception {
    Corpus corpus = Corpus.of(SEED, LINES);
    Map<String, Long> expected = corpus.counts();
    Path totals = folder.resolve("totals");
    try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        ChildProcess job = submit(server.getLocalPort(), totals)) {
      server.setSoTimeout((int) PATIENCE.toMillis());
      send(server, corpus.lines().subList(0, LINES / 2)).close();
      try (Socket open = send(server, corpus.lines().subList(LINES / 2, LINES))) {
        await(
            job,
            PATIENCE,
            "every word is counted",
            () -> WrittenTotals.in(totals).equals(expected));
        assertThat(open.isConnected()).isTrue();
        job.terminate();
        assertThat(job.awaitExit(PATIENCE)).as(job.logTail()).isEqualTo(SIGTERM);
      }
      assertThat(job.log()).contains("at most once").contains("has closed the connection");
    }
  }

  private static Socket send(ServerSocket server, List<String> lines) throws IOException {
    Socket client = server.accept();
    String text = String.join("\n", lines) + "\n";
    client.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    return client;
  }

  private ChildProcess submit(int port, Path totals) {
    return SparkSubmit.of(
            Path.of(System.getProperty("holdfast.shipped.jar")), LineWordCount.class.getName())
        .driverOptions(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"))
        .arguments("127.0.0.1", Integer.toString(port), "--batch=1", "--totals=" + totals)
        .start(folder.resolve("job"));
  }
}
