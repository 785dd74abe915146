// SPDX-License-Identifier: Apache-2.0
package io.holdfast.socket;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import java.io.BufferedInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;

/** The TLS of a server, for one session; and what a client that cannot speak it has to set. */
final class ServerTls {
  private final SslContext context;
  private final String authority;

  private ServerTls(SslContext context, String authority) {
    this.context = context;
    this.authority = authority;
  }

  /** Reads the files. */
  static ServerTls of(Tls tls) throws IOException {
    try {
      SslContextBuilder builder =
          SslContextBuilder.forServer(new File(tls.certificates()), new File(tls.privateKey()))
              .sslProvider(SslProvider.JDK);
      if (tls.authorities() != null) {
        builder.trustManager(new File(tls.authorities())).clientAuth(ClientAuth.REQUIRE);
      }
      return new ServerTls(builder.build(), authorityOf(tls.certificates()));
    } catch (IllegalArgumentException | CertificateException e) {
      throw new IOException(e.getMessage() + ": " + e.getCause(), e);
    }
  }

  /** Who has issued the last certificate of a chain, and is not in it unless it issued itself. */
  private static String authorityOf(String chain) throws IOException, CertificateException {
    String issuer = "";
    try (InputStream in = new BufferedInputStream(Files.newInputStream(Path.of(chain)))) {
      for (var certificate : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        issuer = ((X509Certificate) certificate).getIssuerX500Principal().getName();
      }
    }
    return issuer;
  }

  SslHandler handler(ByteBufAllocator allocator) {
    return context.newHandler(allocator);
  }

  /** Why TLS could not be agreed on, so that whoever reads it knows what to set. */
  String reason(SSLException failure) {
    if (failure instanceof NotSslRecordException) { // whose message holds what came
      return "it does not speak TLS, which this receiver is set to: set tls=\"on\" in its action";
    }
    String message = String.valueOf(failure.getMessage());
    if (message.contains("no cipher suites in common")) {
      return "it offers no cipher suite that Java has, as rsyslog does that has no certificate and"
          + " so speaks anonymous TLS only: set tls.myCert, tls.myPrivKey and tls.caCert in its"
          + " action";
    }
    if (isDistrust(message)) {
      return "it refuses the certificate of this receiver (%s): %s".formatted(message, remedy());
    }
    return "no TLS could be agreed on: " + message;
  }

  /**
   * Whether a handshake ended because the client went without a word when it had seen our
   * certificate, and not before: whoever only looks whether we are there asks for none.
   */
  static boolean hasGone(Throwable failure, SSLEngine engine) {
    return failure instanceof ClosedChannelException && engine.getHandshakeSession() != null;
  }

  /** Why it may have gone. */
  String reasonToGo() {
    return "it has gone when it had seen the certificate of this receiver, as rsyslog does that"
        + " refuses it and says so in its own log only: "
        + remedy();
  }

  private String remedy() {
    return ("it has to trust the authority %s (in rsyslog: tls.caCert), and the certificate has to be"
            + " of a name that it expects (tls.permittedPeer) and not out of date")
        .formatted(authority);
  }

  /** Java calls what the other side says an alert, by its name in TLS. */
  private static boolean isDistrust(String message) {
    return message.contains("fatal alert")
        && (message.contains("certificate") || message.contains("unknown_ca"));
  }
}
