// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal.driver;

import static io.holdfast.core.AuthenticationSecret.MASK;
import static io.holdfast.core.internal.driver.Sentences.when;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.spark.SparkConf;
import scala.Tuple2;

/** Rules about tokens and secrets. */
final class SecurityRules {
  private static final String REDACTION = "spark.redaction.regex";

  /** What Spark takes for a secret unless it is told otherwise. */
  static final String DEFAULT_REDACTION = "(?i)secret|password|token|access[.]?key";

  private SecurityRules() {}

  static Optional<String> noKeytab(Facts facts) {
    SparkConf conf = facts.conf();
    return when(
        facts.outside().secured()
            && !conf.contains("spark.kerberos.keytab")
            && !conf.contains("spark.yarn.keytab"),
        () ->
            "The cluster is secured and the job has no keytab, so it ends when its tokens do: set"
                + " spark.kerberos.keytab and spark.kerberos.principal.");
  }

  /** Names the settings and never their values. */
  static Optional<String> secretInCheckpoint(Facts facts) {
    if (facts.checkpointDirectory().isEmpty()) {
      return Optional.empty();
    }
    Pattern secret = Pattern.compile(facts.conf().get(REDACTION, DEFAULT_REDACTION));
    String keys =
        Arrays.stream(facts.conf().getAll())
            .filter(setting -> !setting._2.isEmpty() && !setting._2.equals(MASK))
            .map(Tuple2::_1)
            .filter(key -> secret.matcher(key).find() && !namesFile(key))
            .sorted()
            .collect(Collectors.joining(", "));
    return when(
        !keys.isEmpty(),
        () ->
            ("Each checkpoint holds the configuration in clear, and with it %s: give secrets by a"
                    + " file, a credential provider or the environment, spark.authenticate.secret"
                    + " through AuthenticationSecret.mask, and protect the checkpoint directory"
                    + " %s.")
                .formatted(keys, facts.checkpointDirectory().get()));
  }

  /** A setting such as spark.authenticate.secret.file tells where the secret is, not what. */
  private static boolean namesFile(String key) {
    return key.toLowerCase(Locale.ROOT).endsWith("file");
  }
}
