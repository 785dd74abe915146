// SPDX-License-Identifier: Apache-2.0
package io.holdfast.socket;

import java.io.Serializable;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;

/**
 * Who may send, by the names and the fingerprints of certificates, written as rsyslog's {@code
 * tls.permittedPeer} has them. Immutable, and serializable by Java and by Kryo.
 */
final class PermittedPeers implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final String SHA1 = "SHA1:";
  private static final String SHA256 = "SHA256:";
  private static final String ANY_LABEL = "*";
  private static final int DNS_NAME = 2;

  private final ArrayList<String> names = new ArrayList<>();
  private final ArrayList<String> fingerprints = new ArrayList<>();

  /**
   * Permits these.
   *
   * @throws IllegalArgumentException if one of them is neither a name nor a fingerprint
   */
  PermittedPeers(Collection<String> peers) {
    for (String peer : peers) {
      String upper = peer.toUpperCase(Locale.ROOT);
      if (upper.startsWith(SHA1)) {
        fingerprints.add(checkFingerprint(upper, SHA1.length(), 20));
      } else if (upper.startsWith(SHA256)) {
        fingerprints.add(checkFingerprint(upper, SHA256.length(), 32));
      } else {
        names.add(checkName(peer));
      }
    }
  }

  private static String checkFingerprint(String fingerprint, int from, int bytes) {
    if (!fingerprint
        .substring(from)
        .matches("[0-9A-F]{2}(:[0-9A-F]{2}){%d}".formatted(bytes - 1))) {
      throw new IllegalArgumentException(
          "permittedPeers: the fingerprint %s is not of %d bytes in hexadecimal with colons between"
              .formatted(fingerprint, bytes));
    }
    return fingerprint;
  }

  private static String checkName(String name) {
    long wildcards = labels(name).stream().filter(label -> label.contains(ANY_LABEL)).count();
    if (name.isBlank() || wildcards > 1 || (wildcards == 1 && !labels(name).contains(ANY_LABEL))) {
      throw new IllegalArgumentException(
          "permittedPeers: %s is no name; a * stands for one whole label, once: *.example.org"
              .formatted(name.isBlank() ? "an empty text" : name));
    }
    return name;
  }

  /** Why that certificate is of nobody who may send; null if it is. */
  String refusal(X509Certificate certificate) throws GeneralSecurityException {
    List<String> its = names(certificate);
    String sha1 = SHA1 + fingerprint("SHA-1", certificate);
    String sha256 = SHA256 + fingerprint("SHA-256", certificate);
    boolean isPermitted =
        fingerprints.contains(sha1)
            || fingerprints.contains(sha256)
            || its.stream().anyMatch(name -> names.stream().anyMatch(n -> matches(n, name)));
    return isPermitted
        ? null
        : "its certificate, of %s with the fingerprint %s, is of no permitted peer"
            .formatted(its, sha256);
  }

  private static String fingerprint(String algorithm, X509Certificate certificate)
      throws GeneralSecurityException {
    byte[] digest = MessageDigest.getInstance(algorithm).digest(certificate.getEncoded());
    return HexFormat.ofDelimiter(":").withUpperCase().formatHex(digest);
  }

  /** The names of hosts that it is for, and its common name, as rsyslog takes them. */
  private static List<String> names(X509Certificate certificate)
      throws CertificateParsingException {
    List<String> found = new ArrayList<>();
    if (certificate.getSubjectAlternativeNames() != null) {
      for (List<?> name : certificate.getSubjectAlternativeNames()) {
        if (name.get(0).equals(DNS_NAME)) {
          found.add((String) name.get(1));
        }
      }
    }
    try {
      for (Rdn part : new LdapName(certificate.getSubjectX500Principal().getName()).getRdns()) {
        if (part.getType().equalsIgnoreCase("CN")) {
          found.add(part.getValue().toString());
        }
      }
    } catch (InvalidNameException e) {
      throw new CertificateParsingException(e);
    }
    return found;
  }

  private static boolean matches(String permitted, String name) {
    List<String> expected = labels(permitted);
    List<String> labels = labels(name);
    boolean same = expected.size() == labels.size();
    for (int i = 0; same && i < labels.size(); i++) {
      same =
          expected.get(i).equals(ANY_LABEL)
              ? !labels.get(i).isEmpty()
              : expected.get(i).equalsIgnoreCase(labels.get(i));
    }
    return same;
  }

  private static List<String> labels(String name) {
    return Arrays.asList(name.split("\\.", -1));
  }
}
