// SPDX-License-Identifier: Apache-2.0
package io.holdfast.socket;

import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.File;
import java.io.IOException;
import java.io.Serializable;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Duration;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** Connects to a server of lines. Immutable, and serializable by Java and by Kryo. */
final class LineConnector implements Serializable {
  private static final long serialVersionUID = 1L;

  private final String host;
  private final int port;
  private final int connectTimeoutMillis;

  /** 0 for no bound. */
  private final int readTimeoutMillis;

  /** Null for none. */
  private final Tls tls;

  LineConnector(String host, int port, Duration connectTimeout, Duration readTimeout, Tls tls) {
    this.host = host;
    this.port = port;
    this.connectTimeoutMillis = (int) connectTimeout.toMillis();
    this.readTimeoutMillis = (int) readTimeout.toMillis();
    this.tls = tls;
  }

  /**
   * Connects to one of the addresses of the host, which is looked up anew.
   *
   * @throws IOException if none takes the connection, with where it went to and the reason
   */
  Socket connect() throws IOException {
    IOException failure = null;
    for (InetAddress address : addresses()) {
      try {
        return connect(address);
      } catch (IOException e) {
        IOException tried =
            new IOException("no connection to %s at %s: %s".formatted(this, address, reason(e)), e);
        if (failure != null) {
          tried.addSuppressed(failure);
        }
        failure = tried;
      }
    }
    throw failure;
  }

  private InetAddress[] addresses() throws UnknownHostException {
    try {
      return InetAddress.getAllByName(host);
    } catch (UnknownHostException e) {
      UnknownHostException named =
          new UnknownHostException("the host of %s is unknown".formatted(this));
      named.initCause(e);
      throw named;
    }
  }

  private Socket connect(InetAddress address) throws IOException {
    Socket socket = new Socket();
    boolean connected = false;
    try {
      socket.setKeepAlive(true); // a peer that is gone without a word is noticed some day
      socket.connect(new InetSocketAddress(address, port), connectTimeoutMillis);
      Socket made = tls == null ? socket : secure(socket);
      made.setSoTimeout(readTimeoutMillis);
      connected = true;
      return made;
    } finally {
      if (!connected) {
        socket.close();
      }
    }
  }

  private Socket secure(Socket plain) throws IOException {
    plain.setSoTimeout(connectTimeoutMillis); // for the handshake, which a silent peer never ends
    SSLSocket secure =
        (SSLSocket) context().context().getSocketFactory().createSocket(plain, host, port, true);
    SSLParameters parameters = secure.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS"); // the certificate has to name the host
    secure.setSSLParameters(parameters);
    secure.startHandshake();
    return secure;
  }

  private JdkSslContext context() throws IOException {
    SslContextBuilder builder = SslContextBuilder.forClient().sslProvider(SslProvider.JDK);
    try {
      if (tls.authorities() != null) {
        builder.trustManager(new File(tls.authorities()));
      }
      if (tls.certificates() != null) {
        builder.keyManager(new File(tls.certificates()), new File(tls.privateKey()));
      }
    } catch (IllegalArgumentException e) {
      throw new IOException(e.getMessage() + ": " + reason(e.getCause()), e);
    }
    return (JdkSslContext) builder.build();
  }

  private static String reason(Throwable e) {
    return e == null || e.getMessage() == null ? String.valueOf(e) : e.getMessage();
  }

  @Override
  public String toString() {
    return host + ":" + port;
  }
}
