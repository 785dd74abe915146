// SPDX-License-Identifier: Apache-2.0
package io.holdfast.socket;

import io.holdfast.parts.ChildProcess;
import io.holdfast.parts.JavaCommand;
import io.holdfast.parts.PartException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** A key and a certificate for it that signs itself, as files of PEM. */
final class Certificate {
  private static final Duration BOUND = Duration.ofSeconds(60);
  private static final String PASSWORD = "secret";

  private final Path folder;
  private final String name;

  private Certificate(Path folder, String name) {
    this.folder = folder;
    this.name = name;
  }

  /** Of that common name, for a host such as {@code ip:127.0.0.1} or {@code dns:localhost}. */
  static Certificate make(Path folder, String name, String host) throws Exception {
    Certificate made = new Certificate(folder, name);
    // Not EC: GnuTLS does not read such a key as Java writes it.
    made.keytool(
        "-genkeypair -keyalg RSA -validity 7 -dname CN=%s -ext SAN=%s".formatted(name, host));
    made.keytool("-exportcert -rfc -file " + made.certificate());
    made.writeKey();
    return made;
  }

  String certificate() {
    return folder.resolve(name + ".pem").toString();
  }

  String privateKey() {
    return folder.resolve(name + ".key").toString();
  }

  private Path store() {
    return folder.resolve(name + ".p12");
  }

  private void keytool(String arguments) throws InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(JavaCommand.javaHome().resolve("bin").resolve("keytool").toString());
    command.addAll(List.of(arguments.split(" ")));
    command.addAll(List.of("-alias", name, "-storetype", "PKCS12", "-storepass", PASSWORD));
    command.addAll(List.of("-keystore", store().toString()));
    try (ChildProcess keytool =
        ChildProcess.named("keytool", command).log(folder.resolve("keytool.log")).start()) {
      if (keytool.awaitExit(BOUND) != 0) {
        throw new PartException("keytool failed:\n" + keytool.logTail().indent(2));
      }
    }
  }

  private void writeKey() throws IOException, GeneralSecurityException {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store())) {
      keys.load(in, PASSWORD.toCharArray());
    }
    byte[] key = keys.getKey(name, PASSWORD.toCharArray()).getEncoded();
    Files.writeString(
        Path.of(privateKey()),
        "-----BEGIN PRIVATE KEY-----\n%s\n-----END PRIVATE KEY-----\n"
            .formatted(Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key)));
  }
}
