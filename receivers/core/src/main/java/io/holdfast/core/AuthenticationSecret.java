// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.security.Credentials;
import org.apache.hadoop.security.UserGroupInformation;
import org.apache.spark.SparkConf;

/**
 * Keeps the secret of {@code spark.authenticate} out of checkpoints, which hold the configuration
 * in clear.
 *
 * <p>On a standalone cluster Spark wants the secret in the driver's configuration, and nowhere
 * else: a file of its own is read on Kubernetes only. But it looks for it among the credentials of
 * the process's user first, so it can stand there, and something else in the configuration.
 */
public final class AuthenticationSecret {
  /** What a configuration, and so a checkpoint, says in the place of the secret. */
  public static final String MASK = "(not kept here)";

  /** Where Spark looks among the credentials of a user. */
  static final String CREDENTIAL = "sparkCookie";

  /** Where a worker puts the secret for the drivers and executors that it starts. */
  static final String VARIABLE = "_SPARK_AUTH_SECRET";

  private static final String ENABLED = "spark.authenticate";
  private static final String SECRET = "spark.authenticate.secret";

  private AuthenticationSecret() {}

  /**
   * Moves the secret from {@code conf} to the credentials of this process's user. To be called
   * before a context is created or recovered, at each start: what was submitted has the secret, the
   * checkpoint has the mask.
   *
   * <p>A driver that a worker has started has the secret in its environment and not in its
   * configuration, where Spark looks whether there is one; it gets the mask alone. Without {@code
   * spark.authenticate}, or without a secret, nothing changes.
   *
   * @return {@code conf}
   */
  public static SparkConf mask(SparkConf conf) {
    return mask(conf, System.getenv());
  }

  static SparkConf mask(SparkConf conf, Map<String, String> environment) {
    if (!conf.getBoolean(ENABLED, false)) {
      return conf;
    }
    String secret = conf.get(SECRET, MASK);
    if (!secret.equals(MASK)) {
      giveToUser(secret);
      conf.set(SECRET, MASK);
    } else if (environment.containsKey(VARIABLE)) {
      conf.set(SECRET, MASK);
    }
    return conf;
  }

  private static void giveToUser(String secret) {
    Credentials credentials = new Credentials();
    credentials.addSecretKey(new Text(CREDENTIAL), secret.getBytes(UTF_8));
    try {
      UserGroupInformation.getCurrentUser().addCredentials(credentials);
    } catch (IOException e) {
      throw new UncheckedIOException("Hadoop does not know the user of this process", e);
    }
  }
}
