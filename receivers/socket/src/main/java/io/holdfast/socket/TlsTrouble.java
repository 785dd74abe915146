// SPDX-License-Identifier: Apache-2.0
package io.holdfast.socket;

import io.netty.handler.ssl.NotSslRecordException;
import javax.net.ssl.SSLException;

/** Why a client cannot speak TLS with us, so that whoever reads it knows what to set. */
final class TlsTrouble {
  private TlsTrouble() {}

  static String reason(SSLException failure) {
    if (failure instanceof NotSslRecordException) { // whose message holds what came
      return "it does not speak TLS, which this receiver is set to: set tls=\"on\" in its action";
    }
    String message = String.valueOf(failure.getMessage());
    if (message.contains("no cipher suites in common")) {
      return "it offers no cipher suite that Java has, as rsyslog does that has no certificate and"
          + " so speaks anonymous TLS only: set tls.myCert, tls.myPrivKey and tls.caCert in its"
          + " action";
    }
    return "no TLS could be agreed on: " + message;
  }
}
