// SPDX-License-Identifier: Apache-2.0
package io.holdfast.flume;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Collections;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;

/** The TLS of a session; and what an agent that cannot speak it has to set. */
final class ServerTls {
  private final SslContext context;
  private final String authority;

  private ServerTls(SslContext context, String authority) {
    this.context = context;
    this.authority = authority;
  }

  /** Reads the files. */
  static ServerTls of(TlsSettings settings) throws IOException, GeneralSecurityException {
    char[] password = password(settings.keyStorePasswordFile());
    KeyStore own = KeyStore.getInstance(new File(settings.keyStore()), password);
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(own, password);
    SslContextBuilder builder =
        SslContextBuilder.forServer(keys).sslProvider(SslProvider.JDK).clientAuth(ClientAuth.NONE);
    if (settings.trustStore().isPresent()) {
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      File store = new File(settings.trustStore().get());
      trust.init(KeyStore.getInstance(store, password(settings.trustStorePasswordFile())));
      builder.trustManager(trust).clientAuth(ClientAuth.REQUIRE);
    }
    return new ServerTls(builder.build(), authorityOf(own));
  }

  private static char[] password(String file) throws IOException {
    try (BufferedReader in = Files.newBufferedReader(Path.of(file), StandardCharsets.UTF_8)) {
      String line = in.readLine();
      return line == null ? new char[0] : line.toCharArray();
    }
  }

  /** Who has issued the last certificate of the chain that belongs to a key. */
  private static String authorityOf(KeyStore own) throws GeneralSecurityException {
    for (String alias : Collections.list(own.aliases())) {
      Certificate[] chain = own.getCertificateChain(alias);
      if (chain != null && chain[chain.length - 1] instanceof X509Certificate last) {
        return last.getIssuerX500Principal().getName();
      }
    }
    return "of its certificate";
  }

  SslHandler handler(ByteBufAllocator allocator) {
    return context.newHandler(allocator);
  }

  /** Why TLS could not be agreed on, so that whoever reads it knows what to set. */
  String reason(SSLException failure) {
    if (failure instanceof NotSslRecordException) { // whose message holds what came
      return "it does not speak TLS, which this receiver is set to: set ssl = true in its sink";
    }
    String message = String.valueOf(failure.getMessage());
    return isDistrust(message)
        ? "it refuses the certificate of this receiver (%s): the truststore of its sink has to have the authority %s, and the certificate must not be out of date"
            .formatted(message, authority)
        : "no TLS could be agreed on: " + message;
  }

  /** Java calls what the other side says an alert, by its name in TLS. */
  private static boolean isDistrust(String message) {
    return message.contains("fatal alert")
        && (message.contains("certificate") || message.contains("unknown_ca"));
  }
}
