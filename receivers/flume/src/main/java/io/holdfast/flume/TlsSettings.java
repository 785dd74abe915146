// SPDX-License-Identifier: Apache-2.0
package io.holdfast.flume;

import java.io.Serializable;
import java.util.Objects;
import java.util.Optional;

/**
 * The certificates of a receiver that speaks TLS. They and their passwords are files on the machine
 * of the executor, so that no secret becomes part of the job's checkpoint; they are read anew by
 * each session.
 *
 * <p>Immutable. Stores are PKCS#12 or JKS.
 */
public final class TlsSettings implements Serializable {
  private static final long serialVersionUID = 1L;

  private final String keyStore;
  private final String keyStorePasswordFile;

  /** Null if agents need no certificate; an Optional cannot travel. */
  private final String trustStore;

  private final String trustStorePasswordFile;

  private TlsSettings(
      String keyStore,
      String keyStorePasswordFile,
      String trustStore,
      String trustStorePasswordFile) {
    this.keyStore = keyStore;
    this.keyStorePasswordFile = keyStorePasswordFile;
    this.trustStore = trustStore;
    this.trustStorePasswordFile = trustStorePasswordFile;
  }

  /**
   * The receiver's own certificate and key.
   *
   * @param keyStore path of the store
   * @param passwordFile path of a file whose first line is the password of the store and its key
   */
  public static TlsSettings of(String keyStore, String passwordFile) {
    return new TlsSettings(
        Objects.requireNonNull(keyStore, "keyStore"),
        Objects.requireNonNull(passwordFile, "passwordFile"),
        null,
        null);
  }

  /**
   * As these, and an agent needs a certificate that this store trusts.
   *
   * @param trustStore path of the store
   * @param passwordFile path of a file whose first line is its password
   */
  public TlsSettings requiringClients(String trustStore, String passwordFile) {
    return new TlsSettings(
        keyStore,
        keyStorePasswordFile,
        Objects.requireNonNull(trustStore, "trustStore"),
        Objects.requireNonNull(passwordFile, "passwordFile"));
  }

  String keyStore() {
    return keyStore;
  }

  String keyStorePasswordFile() {
    return keyStorePasswordFile;
  }

  Optional<String> trustStore() {
    return Optional.ofNullable(trustStore);
  }

  String trustStorePasswordFile() {
    return trustStorePasswordFile;
  }
}
