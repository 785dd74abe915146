// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal.driver;

import static io.holdfast.core.internal.driver.Sentences.when;

import java.util.Optional;

/** Rules about how records become bytes. */
final class SerializerRules {
  private static final String SERIALIZER = "spark.serializer";
  private static final String JAVA = "org.apache.spark.serializer.JavaSerializer";

  private SerializerRules() {}

  /**
   * Nobody knows the size of the records before they come, so it is enough that some stream has its
   * blocks serialized.
   */
  static Optional<String> javaSerializer(Facts facts) {
    boolean serialized =
        facts.streams().stream()
            .anyMatch(
                stream -> facts.receiverLog() || !stream.settings().storageLevel().deserialized());
    return when(
        serialized && facts.conf().get(SERIALIZER, JAVA).equals(JAVA),
        () ->
            "Records that are neither text nor bytes are written with Java serialization, which is"
                + " slow and large for many small ones: set spark.serializer to"
                + " org.apache.spark.serializer.KryoSerializer before the first start, since a"
                + " checkpoint keeps it.");
  }
}
