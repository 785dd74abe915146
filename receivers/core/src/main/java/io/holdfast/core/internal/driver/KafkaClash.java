// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal.driver;

/**
 * Finds a Kafka client of 4.0 or later beside the direct stream of Spark 3.5, which calls a method
 * that is no longer there and then delivers nothing without saying why.
 */
final class KafkaClash {
  private static final String DIRECT_STREAM = "org.apache.spark.streaming.kafka010.KafkaUtils";
  private static final String CLIENT = "org.apache.kafka.clients.consumer.Consumer";

  private KafkaClash() {}

  static boolean isOn(ClassLoader classPath) {
    try {
      classPath.loadClass(DIRECT_STREAM);
      return !polls(classPath.loadClass(CLIENT));
    } catch (ClassNotFoundException | LinkageError e) {
      return false; // one of them is not there, or nobody could call it
    }
  }

  private static boolean polls(Class<?> client) {
    try {
      client.getMethod("poll", long.class);
      return true;
    } catch (NoSuchMethodException e) {
      return false;
    }
  }
}
