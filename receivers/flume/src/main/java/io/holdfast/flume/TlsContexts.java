// SPDX-License-Identifier: Apache-2.0
package io.holdfast.flume;

import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;

/** Makes Netty's TLS of the settings. */
final class TlsContexts {
  private TlsContexts() {}

  static SslContext of(TlsSettings settings) throws IOException, GeneralSecurityException {
    char[] password = password(settings.keyStorePasswordFile());
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(KeyStore.getInstance(new File(settings.keyStore()), password), password);
    SslContextBuilder builder =
        SslContextBuilder.forServer(keys).sslProvider(SslProvider.JDK).clientAuth(ClientAuth.NONE);
    if (settings.trustStore().isPresent()) {
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      File store = new File(settings.trustStore().get());
      trust.init(KeyStore.getInstance(store, password(settings.trustStorePasswordFile())));
      builder.trustManager(trust).clientAuth(ClientAuth.REQUIRE);
    }
    return builder.build();
  }

  private static char[] password(String file) throws IOException {
    try (BufferedReader in = Files.newBufferedReader(Path.of(file), StandardCharsets.UTF_8)) {
      String line = in.readLine();
      return line == null ? new char[0] : line.toCharArray();
    }
  }
}
