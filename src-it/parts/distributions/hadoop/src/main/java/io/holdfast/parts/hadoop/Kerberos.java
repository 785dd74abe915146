// SPDX-License-Identifier: Apache-2.0
package io.holdfast.parts.hadoop;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.minikdc.MiniKdc;
import org.apache.hadoop.security.UserGroupInformation;

/**
 * A key distribution centre on the loopback interface, and what daemons and clients have to be told
 * about it. All daemons are one principal, as they are one process; whoever starts jobs is another.
 */
final class Kerberos {
  private static final String DAEMONS = "hdfs/localhost";
  private static final String WEB = "HTTP/localhost";
  private static final String JOBS = "holdfast";

  /** How long a token of HDFS can be used at all: so short that each job outlives its first. */
  private static final String TOKEN_LIFETIME_MILLIS = "60000";

  private final String realm;
  private final Path keytab;

  private Kerberos(String realm, Path keytab) {
    this.realm = realm;
    this.keytab = keytab;
  }

  /**
   * Starts it, and tells this JVM about it. Clients find {@code krb5.conf} and {@code job.keytab}
   * in {@code clients}.
   */
  static Kerberos start(Path directory, Path clients) throws Exception {
    Path own = Files.createDirectories(directory.resolve("kdc"));
    MiniKdc centre = new MiniKdc(MiniKdc.createConf(), own.toFile());
    centre.start(); // which also points this JVM to its configuration
    Path daemons = own.resolve("daemons.keytab");
    centre.createPrincipal(daemons.toFile(), DAEMONS, WEB);
    centre.createPrincipal(clients.resolve("job.keytab").toFile(), JOBS);
    Files.copy(centre.getKrb5conf().toPath(), clients.resolve("krb5.conf"));
    Kerberos kerberos = new Kerberos(centre.getRealm(), daemons);
    kerberos.logIn();
    return kerberos;
  }

  private void logIn() throws IOException {
    Configuration configuration = new Configuration();
    forClients().forEach(configuration::set);
    UserGroupInformation.setConfiguration(configuration);
    UserGroupInformation.loginUserFromKeytab(principal(DAEMONS), keytab.toString());
  }

  /** What clients have to know. */
  Map<String, String> forClients() {
    return new TreeMap<>(
        Map.of(
            "hadoop.security.authentication", "kerberos",
            "hadoop.security.authorization", "true",
            "dfs.namenode.kerberos.principal", principal(DAEMONS),
            "dfs.datanode.kerberos.principal", principal(DAEMONS),
            "yarn.resourcemanager.principal", principal(DAEMONS),
            "yarn.nodemanager.principal", principal(DAEMONS)));
  }

  /** What daemons have to know. */
  Map<String, String> forDaemons() {
    Map<String, String> settings = forClients();
    settings.put("dfs.namenode.keytab.file", keytab.toString());
    settings.put("dfs.datanode.keytab.file", keytab.toString());
    settings.put("dfs.web.authentication.kerberos.principal", principal(WEB));
    settings.put("dfs.web.authentication.kerberos.keytab", keytab.toString());
    settings.put("yarn.resourcemanager.keytab", keytab.toString());
    settings.put("yarn.nodemanager.keytab", keytab.toString());
    settings.put("dfs.block.access.token.enable", "true");
    settings.put("dfs.namenode.delegation.token.max-lifetime", TOKEN_LIFETIME_MILLIS);
    settings.put("dfs.namenode.delegation.token.renew-interval", TOKEN_LIFETIME_MILLIS);
    // Else a data node wants a port that only root can have, or certificates.
    settings.put("ignore.secure.ports.for.testing", "true");
    // Who the jobs are is to be proved here, not what they may do.
    settings.put("dfs.permissions.enabled", "false");
    return settings;
  }

  private String principal(String name) {
    return name + "@" + realm;
  }
}
