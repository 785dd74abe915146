// SPDX-License-Identifier: Apache-2.0
package io.holdfast.parts;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Keys of a broker and of one client, and for each the certificate of the other, in PKCS12 files
 * with one password. Made by the {@code keytool} of this Java.
 */
public final class KafkaCertificates {
  private static final Duration BOUND = Duration.ofSeconds(60);

  private final Path directory;
  private final String password;

  private KafkaCertificates(Path directory, String password) {
    this.directory = directory;
    this.password = password;
  }

  /** Makes them in {@code directory}, which exists; takes some seconds. */
  public static KafkaCertificates make(Path directory, String password)
      throws InterruptedException {
    KafkaCertificates made = new KafkaCertificates(directory, password);
    made.makeKey("broker", made.brokerKeys());
    made.makeKey("client", made.clientKeys());
    made.trust("broker", made.brokerKeys(), made.clientTrust());
    made.trust("client", made.clientKeys(), made.brokerTrust());
    return made;
  }

  /** What opens all four files. */
  public String password() {
    return password;
  }

  /** The key of the broker. */
  public Path brokerKeys() {
    return directory.resolve("broker-keys.p12");
  }

  /** Whom the broker trusts: the client. */
  public Path brokerTrust() {
    return directory.resolve("broker-trust.p12");
  }

  /** The key of the client. */
  public Path clientKeys() {
    return directory.resolve("client-keys.p12");
  }

  /** Whom the client trusts: the broker. */
  public Path clientTrust() {
    return directory.resolve("client-trust.p12");
  }

  private void makeKey(String name, Path store) throws InterruptedException {
    keytool(
        store,
        "-genkeypair",
        "-alias",
        name,
        "-keyalg",
        "EC",
        "-validity",
        "7",
        "-dname",
        "CN=" + name,
        "-ext",
        "SAN=ip:127.0.0.1");
  }

  private void trust(String name, Path keys, Path trust) throws InterruptedException {
    String certificate = directory.resolve(name + ".pem").toString();
    keytool(keys, "-exportcert", "-alias", name, "-rfc", "-file", certificate);
    keytool(trust, "-importcert", "-alias", name, "-noprompt", "-file", certificate);
  }

  private void keytool(Path store, String... arguments) throws InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(JavaCommand.javaHome().resolve("bin").resolve("keytool").toString());
    command.addAll(List.of(arguments));
    command.addAll(List.of("-storetype", "PKCS12", "-storepass", password));
    command.addAll(List.of("-keystore", store.toString()));
    try (ChildProcess keytool =
        ChildProcess.named("keytool", command).log(directory.resolve("keytool.log")).start()) {
      if (keytool.awaitExit(BOUND) != 0) {
        throw new PartException("keytool failed:\n" + keytool.logTail().indent(2));
      }
    }
  }
}
