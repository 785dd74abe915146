// SPDX-License-Identifier: Apache-2.0
package io.holdfast.socket;

import java.io.Serializable;
import java.util.Objects;

/**
 * The certificates of one side of a TLS connection, as files of PEM. They are read on the executor,
 * anew for each session, so a certificate can be renewed while a job runs; what travels with the
 * receiver, and is kept in the job's checkpoint, are their paths.
 *
 * <p>Immutable, and serializable by Java and by Kryo.
 */
public final class Tls implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Null for those that Java trusts. */
  private final String authorities;

  /** Null without a certificate of our own. */
  private final String certificates;

  private final String privateKey;

  private Tls(String authorities, String certificates, String privateKey) {
    this.authorities = authorities;
    this.certificates = certificates;
    this.privateKey = privateKey;
  }

  /** Believes the authorities that Java does, and has no certificate of its own. */
  public static Tls standard() {
    return new Tls(null, null, null);
  }

  /** Believes the authorities in this file, and no others. */
  public Tls trusting(String authorities) {
    return new Tls(Objects.requireNonNull(authorities, "authorities"), certificates, privateKey);
  }

  /**
   * Shows this certificate.
   *
   * @param certificates a file with the certificate, and those that it is issued by after it
   * @param privateKey a file with its key, as PKCS #8 without a password
   */
  public Tls showing(String certificates, String privateKey) {
    return new Tls(
        authorities,
        Objects.requireNonNull(certificates, "certificates"),
        Objects.requireNonNull(privateKey, "privateKey"));
  }

  /** The file of authorities; null for those that Java trusts. */
  String authorities() {
    return authorities;
  }

  /** The file of our certificate; null if there is none. */
  String certificates() {
    return certificates;
  }

  /** The file of its key; null if there is none. */
  String privateKey() {
    return privateKey;
  }
}
