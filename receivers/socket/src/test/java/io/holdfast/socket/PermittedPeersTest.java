// SPDX-License-Identifier: Apache-2.0
package io.holdfast.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A certificate with the common name web, for the host web7.dc1.example.org. */
class PermittedPeersTest {
  private static X509Certificate certificate;

  @BeforeAll
  static void make(@TempDir Path folder) throws Exception {
    certificate = read(Certificate.make(folder, "web", "dns:web7.dc1.example.org").certificate());
  }

  private static X509Certificate read(String file) throws IOException, GeneralSecurityException {
    try (InputStream in = Files.newInputStream(Path.of(file))) {
      return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
    }
  }

  private static String fingerprint(String algorithm) throws GeneralSecurityException {
    return HexFormat.ofDelimiter(":")
        .formatHex(MessageDigest.getInstance(algorithm).digest(certificate.getEncoded()));
  }

  private static String refusal(String... peers) throws GeneralSecurityException {
    return new PermittedPeers(List.of(peers)).refusal(certificate);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "web7.dc1.example.org",
        "WEB7.dc1.example.ORG",
        "*.dc1.example.org",
        "web7.*.example.org",
        "web",
        "*"
      })
  void permitsByName(String name) throws Exception {
    assertThat(refusal("elsewhere", name)).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "*.example.org",
        "dc1.example.org",
        "web7.dc1.example.org.",
        "*.web7.dc1.example.org",
        "web8.dc1.example.org",
        "web7.dc1",
        "we"
      })
  void refusesOtherNames(String name) throws Exception {
    assertThat(refusal(name))
        .isEqualTo(
            "its certificate, of [web7.dc1.example.org, web] with the fingerprint SHA256:%s, is of"
                    .formatted(fingerprint("SHA-256").toUpperCase(Locale.ROOT))
                + " no permitted peer");
  }

  @Test
  void permitsByFingerprint() throws Exception {
    assertThat(refusal("SHA256:" + fingerprint("SHA-256"))).isNull();
    assertThat(refusal("sha1:" + fingerprint("SHA-1").toUpperCase(Locale.ROOT))).isNull();
    assertThat(refusal("SHA1:00" + fingerprint("SHA-1").substring(2))).isNotNull();
  }

  @Test
  void refusesWhatIsNeitherNameNorFingerprint() {
    assertThatThrownBy(() -> refusal("SHA1:12:34"))
        .hasMessage(
            "permittedPeers: the fingerprint SHA1:12:34 is not of 20 bytes in hexadecimal with"
                + " colons between");
    assertThatThrownBy(() -> refusal("web*.example.org"))
        .hasMessage(
            "permittedPeers: web*.example.org is no name; a * stands for one whole label, once:"
                + " *.example.org");
    assertThatThrownBy(() -> refusal("*.*.org")).hasMessageContaining("once");
    assertThatThrownBy(() -> refusal(" ")).hasMessageContaining("an empty text is no name");
  }
}
