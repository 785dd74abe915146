// SPDX-License-Identifier: Apache-2.0
package io.holdfast.examples;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import org.apache.spark.SparkConf;

/**
 * Looks for a port for Spark's UI where Spark will look. When Spark finds none it logs a stack
 * trace and ends the JVM, so nobody could say it in a sentence any more.
 */
final class UiPort {
  private static final int FIRST_UNPRIVILEGED = 1024;
  private static final int PORTS = 1 << 16;

  private UiPort() {}

  static void check(SparkConf conf) throws BadConfigurationException {
    int first = conf.getInt("spark.ui.port", 4040);
    if (first == 0 || !conf.getBoolean("spark.ui.enabled", true)) {
      return;
    }
    int retries = conf.getInt("spark.port.maxRetries", 16);
    for (int retry = 0; retry <= retries; retry++) {
      if (isFree(port(first, retry))) {
        return;
      }
    }
    throw new BadConfigurationException(
        "the port %d of Spark's UI%s in use: set spark.ui.port to a free one, or spark.ui.enabled to false"
            .formatted(
                first, retries == 0 ? " is" : " and the %d after it are".formatted(retries)));
  }

  private static int port(int first, int retry) {
    return retry == 0
        ? first
        : (first + retry - FIRST_UNPRIVILEGED) % (PORTS - FIRST_UNPRIVILEGED) + FIRST_UNPRIVILEGED;
  }

  private static boolean isFree(int port) {
    String host = System.getenv().getOrDefault("SPARK_LOCAL_IP", "0.0.0.0");
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(InetAddress.getByName(host), port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
