// SPDX-License-Identifier: Apache-2.0
package io.holdfast.kafka;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.SaslConfigs;
import org.apache.kafka.common.config.SslConfigs;

/**
 * Refuses secrets that are given by value: a receiver's properties are kept in the job's
 * checkpoint, in clear. A reference to one of Kafka's {@code config.providers} is resolved by the
 * client, on the executor.
 */
final class Secrets {
  private static final String CONFIG_PROVIDERS = "config.providers";
  private static final Pattern SECRET_NAME =
      Pattern.compile("(?i)password|secret|token|credential|passphrase|private[._-]?key");

  /** As Kafka has it: {@code ${provider:path:key}}, or without a path. */
  private static final Pattern REFERENCE = Pattern.compile("\\$\\{([^}:]+):[^}]+}");

  /** An option of a JAAS login module. */
  private static final Pattern JAAS_OPTION =
      Pattern.compile("([\\w.]+)\\s*=\\s*(\"(?:[^\"\\\\]|\\\\.)*\"|[^\\s;\"]+)");

  /** Kafka hides them, but certificates are public. */
  private static final Set<String> PUBLIC =
      Set.of(
          SslConfigs.SSL_KEYSTORE_CERTIFICATE_CHAIN_CONFIG,
          SslConfigs.SSL_TRUSTSTORE_CERTIFICATES_CONFIG);

  private Secrets() {}

  /**
   * Returns if no secret is among the values.
   *
   * @throws IllegalArgumentException if one is; the message names the property, not the value, and
   *     says what to do
   */
  static void refuseValues(Map<String, String> given) {
    Set<String> providers =
        Arrays.stream(given.getOrDefault(CONFIG_PROVIDERS, "").split(",", -1))
            .map(String::trim)
            .collect(Collectors.toSet());
    given.forEach(
        (key, value) -> {
          if (key.equals(SaslConfigs.SASL_JAAS_CONFIG)) {
            checkOptions(key, value, providers);
          } else if (isSecret(key)) {
            checkReference(key, value, providers);
          }
        });
  }

  private static boolean isSecret(String key) {
    ConfigDef.ConfigKey known = ConsumerConfig.configDef().configKeys().get(key);
    return known == null
        ? SECRET_NAME.matcher(key).find()
        : known.type == ConfigDef.Type.PASSWORD && !PUBLIC.contains(key);
  }

  /** All may be one reference; else each secret among the options is one. */
  private static void checkOptions(String key, String value, Set<String> providers) {
    if (REFERENCE.matcher(value.trim()).matches()) {
      checkReference(key, value, providers);
      return;
    }
    Matcher option = JAAS_OPTION.matcher(value);
    while (option.find()) {
      if (SECRET_NAME.matcher(option.group(1)).find()) {
        String secret = option.group(2);
        boolean quoted = secret.startsWith("\"");
        checkReference(
            "the option %s of %s".formatted(option.group(1), key),
            quoted ? secret.substring(1, secret.length() - 1) : secret,
            providers);
      }
    }
  }

  private static void checkReference(String what, String value, Set<String> providers) {
    Matcher reference = REFERENCE.matcher(value.trim());
    if (!reference.matches()) {
      throw new IllegalArgumentException(
          ("%s is given by value, which the job's checkpoint would hold in clear: put it into a"
                  + " file on the executors and refer to it as ${file:/the/file:its-key}, with"
                  + " config.providers=file and config.providers.file.class="
                  + "org.apache.kafka.common.config.provider.FileConfigProvider")
              .formatted(what));
    }
    if (!providers.contains(reference.group(1))) {
      throw new IllegalArgumentException(
          "%s refers to %s, but config.providers does not name %s: Kafka would take the reference"
                  .formatted(what, reference.group(), reference.group(1))
              + " for the value");
    }
  }
}
