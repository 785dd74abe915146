// SPDX-License-Identifier: Apache-2.0
package io.holdfast.socket;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.holdfast.core.PoisonException;
import io.holdfast.core.PoisonPolicy;
import io.holdfast.core.Polled;
import io.holdfast.core.PollingSource;
import io.holdfast.core.ReceiverSettings;
import io.holdfast.testkit.FakeContext;
import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One connection to a server of lines, and how it ends. */
@Timeout(60)
class LineSourceTest {
  private static final Duration POLL = Duration.ofMillis(100);

  private ServerSocket listener;
  private FakeContext context = new FakeContext(PoisonPolicy.SKIP);
  private PollingSource<String, Long> source;
  private Socket server;
  private int flushes;

  @BeforeEach
  void listen() throws IOException {
    listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  }

  @AfterEach
  void close() throws Exception {
    if (source != null) {
      source.close();
    }
    if (server != null) {
      server.close();
    }
    listener.close();
  }

  private void connect(UnaryOperator<LineReceiver.Builder<String>> with) throws Exception {
    connect(PoisonPolicy.SKIP, with);
  }

  private void connect(PoisonPolicy policy, UnaryOperator<LineReceiver.Builder<String>> with)
      throws Exception {
    context = new FakeContext(policy);
    context.onFlush(
        () -> {
          flushes++;
          return true;
        });
    source = open(with, ReceiverSettings.builder().poison(policy).build());
    server = listener.accept();
  }

  @SuppressWarnings("unchecked") // it is one
  private PollingSource<String, Long> open(
      UnaryOperator<LineReceiver.Builder<String>> with, ReceiverSettings settings)
      throws Exception {
    LineReceiver<String> receiver =
        with.apply(LineReceiver.strings("127.0.0.1", listener.getLocalPort()))
            .settings(settings)
            .build();
    return (PollingSource<String, Long>) receiver.open(context);
  }

  private void send(String text) throws IOException {
    server.getOutputStream().write(text.getBytes(ISO_8859_1));
    server.getOutputStream().flush();
  }

  /** Polls until so many records have come. */
  private List<String> take(int count) throws Exception {
    List<String> taken = new ArrayList<>();
    while (taken.size() < count) {
      taken.addAll(poll().batch().records());
    }
    return taken;
  }

  private Polled<String, Long> poll() throws Exception {
    return source.poll(1000, POLL);
  }

  /** Polls until it throws. */
  private Throwable failure() {
    Throwable[] thrown = new Throwable[1];
    await()
        .until(
            () -> {
              try {
                poll();
                return false;
              } catch (Exception e) {
                thrown[0] = e;
                return true;
              }
            });
    return thrown[0];
  }

  private String peer() {
    return "127.0.0.1:" + listener.getLocalPort();
  }

  @Test
  void deliversLinesUpToTheDemand() throws Exception {
    connect(builder -> builder);
    send("a\nb\r\nc\nhalf");
    Polled<String, Long> first = Polled.nothing();
    while (first.isNothing()) {
      first = source.poll(2, POLL);
    }
    assertThat(first.batch().records()).containsExactly("a", "b");
    assertThat(first.position()).isEqualTo(2);
    assertThat(first.batch().bytes()).isEqualTo(2 * 65);
    assertThat(take(1)).containsExactly("c");
    assertThat(poll().isNothing()).isTrue();
    send(" and half\n");
    assertThat(take(1)).containsExactly("half and half");
    assertThat(context.metrics().value("replay")).isZero();
  }

  @Test
  void decodesTheCharset() throws Exception {
    connect(builder -> builder.charset(ISO_8859_1));
    send("caf\u00e9\n");
    assertThat(take(1)).containsExactly("caf\u00e9");
  }

  @Test
  void skipsPoisonAndSaysWhichLineItIs() throws Exception {
    connect(builder -> builder);
    send("a\nb\u00e9(\nc\n");
    assertThat(take(2)).containsExactly("a", "c");
    assertThat(context.poison())
        .containsExactly(
            "line 2 from %s: byte 2 of 3 is 0xE9, which is not valid UTF-8 there"
                .formatted(peer()));
    assertThat(context.payloads().get(0).get("record")).isEqualTo("b\u00e9(".getBytes(ISO_8859_1));
  }

  @Test
  void storesWhatCameBeforePoisonThatEndsTheReceiver() throws Exception {
    connect(PoisonPolicy.FAIL, builder -> builder);
    send("a\n\u00e9\nc\n");
    assertThat(take(1)).containsExactly("a");
    assertThat(context.poison()).isEmpty();
    assertThat(flushes).isZero();
    assertThat(failure()).isInstanceOf(PoisonException.class).hasMessage("line 2 from " + peer());
    assertThat(flushes).isEqualTo(1);
  }

  @Test
  void takesALineThatIsTooLongForPoison() throws Exception {
    connect(builder -> builder.maxLineBytes(4));
    send("1234\n12345\nx\n");
    assertThat(take(2)).containsExactly("1234", "x");
    assertThat(context.poison())
        .containsExactly("line 2 from %s: the line is longer than 4 bytes".formatted(peer()));
  }

  @Test
  void cutsALineThatIsTooLong() throws Exception {
    connect(builder -> builder.maxLineBytes(4).longLines(LongLinePolicy.TRUNCATE));
    server.getOutputStream().write("123\u20ac5\nx\n".getBytes(UTF_8));
    assertThat(take(2)).containsExactly("123", "x");
    assertThat(context.metrics().count("lines.cut")).isEqualTo(1);
    assertThat(context.poison()).isEmpty();
  }

  @Test
  void storesWhatCameBeforeTheConnectionEnded() throws Exception {
    connect(builder -> builder);
    send("a\n");
    server.close();
    assertThat(take(1)).containsExactly("a");
    assertThat(failure()).hasMessage(peer() + " has closed the connection");
    assertThat(flushes).isEqualTo(1);
  }

  @Test
  void waitsForAsLongAsItTakesToStoreThat() throws Exception {
    connect(builder -> builder);
    context.onFlush(() -> ++flushes == 3);
    server.close();
    assertThat(failure()).hasMessageContaining("has closed the connection");
    assertThat(flushes).isEqualTo(3);
  }

  @Test
  void leavesItToAStopToStoreThat() throws Exception {
    connect(builder -> builder);
    context.onFlush(
        () -> {
          context.stop();
          return false;
        });
    server.close();
    await().until(() -> poll().isNothing() && context.isStopping());
  }

  @Test
  void discardsAnUnfinishedLine() throws Exception {
    connect(builder -> builder);
    send("a\nhalf");
    server.close();
    assertThat(take(1)).containsExactly("a");
    assertThat(failure())
        .hasMessage(
            "%s has closed the connection; the last line was not ended, and its 4 bytes are discarded"
                .formatted(peer()));
    assertThat(context.metrics().count("lines.unfinished")).isEqualTo(1);
  }

  @Test
  void deliversAnUnfinishedLineIfItIsToldTo() throws Exception {
    connect(builder -> builder.unfinishedLine(UnfinishedLinePolicy.DELIVER));
    send("a\nhalf");
    server.close();
    assertThat(take(2)).containsExactly("a", "half");
    assertThat(failure()).hasMessage(peer() + " has closed the connection");
    assertThat(context.metrics().count("lines.unfinished")).isZero();
  }

  @Test
  void endsASilentConnectionIfItIsToldTo() throws Exception {
    connect(builder -> builder.readTimeout(Duration.ofMillis(50)));
    assertThat(failure()).hasMessage(peer() + " sent nothing for 50 ms");
  }

  @Test
  void readsNoMoreThanAPieceAheadOfItsPolls() throws Exception {
    connect(builder -> builder);
    server.setSendBufferSize(1024);
    byte[] line = new byte[1000];
    line[999] = '\n';
    CompletableFuture<Integer> sending =
        CompletableFuture.supplyAsync(
            () -> {
              int lines = 0;
              try {
                for (; lines < 100_000; lines++) {
                  server.getOutputStream().write(line);
                }
              } catch (IOException e) {
                return lines;
              }
              return lines;
            });
    take(10);
    await().during(Duration.ofMillis(300)).until(() -> !sending.isDone());
    server.close();
    assertThat(sending.get()).isLessThan(50_000);
  }

  @Test
  void saysWhyThereIsNoConnection() throws Exception {
    listener.close();
    assertThatThrownBy(() -> open(builder -> builder, ReceiverSettings.defaults()))
        .isInstanceOf(IOException.class)
        .hasMessage("no connection to %s at /127.0.0.1: Connection refused".formatted(peer()));
  }

  @Test
  void saysThatAHostIsUnknown() {
    LineReceiver<String> receiver = LineReceiver.strings("no-such-host.invalid", 9).build();
    assertThatThrownBy(() -> receiver.open(context))
        .isInstanceOf(UnknownHostException.class)
        .hasMessage("the host of no-such-host.invalid:9 is unknown");
  }

  @Test
  void speaksTlsToAServerItTrusts(@TempDir Path folder) throws Exception {
    Certificate certificate = Certificate.make(folder, "server", "ip:127.0.0.1");
    Certificate own = Certificate.make(folder, "client", "ip:127.0.0.1");
    CompletableFuture<String> client = serveTls(certificate, own);
    source =
        open(
            builder ->
                builder.tls(
                    Tls.standard()
                        .trusting(certificate.certificate())
                        .showing(own.certificate(), own.privateKey())),
            ReceiverSettings.defaults());
    assertThat(take(1)).containsExactly("secret");
    assertThat(client.get()).isEqualTo("CN=client");
  }

  @Test
  void refusesAServerWithAnotherName(@TempDir Path folder) throws Exception {
    Certificate certificate = Certificate.make(folder, "server", "ip:127.0.0.2");
    CompletableFuture<String> unused = serveTls(certificate, certificate);
    assertThatThrownBy(
            () ->
                open(
                    builder -> builder.tls(Tls.standard().trusting(certificate.certificate())),
                    ReceiverSettings.defaults()))
        .hasMessageContaining("No subject alternative names matching IP address 127.0.0.1 found")
        .hasRootCauseInstanceOf(java.security.cert.CertificateException.class);
  }

  @Test
  void refusesAServerThatNobodyVouchesFor(@TempDir Path folder) throws Exception {
    Certificate certificate = Certificate.make(folder, "server", "ip:127.0.0.1");
    CompletableFuture<String> unused = serveTls(certificate, certificate);
    assertThatThrownBy(
            () -> open(builder -> builder.tls(Tls.standard()), ReceiverSettings.defaults()))
        .hasCauseInstanceOf(SSLException.class);
  }

  @Test
  void saysThatACertificateIsNotThere() {
    assertThatThrownBy(
            () ->
                open(
                    builder -> builder.tls(Tls.standard().trusting("/nowhere.pem")),
                    ReceiverSettings.defaults()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("/nowhere.pem");
  }

  /** Serves one client, who has to show a certificate; completes with its name. */
  private CompletableFuture<String> serveTls(Certificate own, Certificate client)
      throws IOException {
    JdkSslContext tls =
        (JdkSslContext)
            SslContextBuilder.forServer(new File(own.certificate()), new File(own.privateKey()))
                .sslProvider(SslProvider.JDK)
                .trustManager(new File(client.certificate()))
                .build();
    listener.close();
    SSLServerSocket secure =
        (SSLServerSocket)
            tls.context()
                .getServerSocketFactory()
                .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
    secure.setWantClientAuth(true);
    listener = secure;
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            server = secure.accept();
            send("secret\n");
            return ((SSLSocket) server).getSession().getPeerPrincipal().getName();
          } catch (IOException e) {
            return e.toString();
          }
        });
  }
}
