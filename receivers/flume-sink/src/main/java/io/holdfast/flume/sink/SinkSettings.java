// SPDX-License-Identifier: Apache-2.0
package io.holdfast.flume.sink;

import java.util.concurrent.TimeUnit;
import org.apache.flume.Context;
import org.apache.flume.conf.ConfigurationException;

/** What the agent's configuration says, checked. Immutable. */
final class SinkSettings {
  private static final int MAX_PORT = 65_535;
  private static final int DAY_SECONDS = 86_400;

  /** Where it listens. */
  final String host;

  /** 0 for any that is free. */
  final int port;

  /** How many batches may be open at a time; further polls wait. */
  final int threads;

  /** How long a client may take to acknowledge a batch. */
  final long timeoutNanos;

  /** How long the pause grows after which an empty channel is looked at again. */
  final int backoffMillis;

  /** How many clients may be connected. */
  final int maxConnections;

  /** What a batch has at most, whatever is asked for. */
  final int maxBatchEvents;

  /** No event is added to a batch that has so many bytes. */
  final int maxBatchBytes;

  private SinkSettings(Context context) {
    host = context.getString("hostname", "0.0.0.0");
    if (context.getString("port") == null) {
      throw new ConfigurationException(
          "the sink has no port; set \"port\" to the one its receivers poll");
    }
    port = number(context, "port", 0, 0, MAX_PORT);
    threads = number(context, "threads", 10, 1, 1_000);
    timeoutNanos = TimeUnit.SECONDS.toNanos(number(context, "timeout", 60, 1, DAY_SECONDS));
    backoffMillis = number(context, "backoffInterval", 200, 1, 60_000);
    maxConnections = number(context, "maxConnections", 100, 1, 10_000);
    maxBatchEvents = number(context, "maxBatchEvents", 10_000, 1, 1_000_000);
    maxBatchBytes = number(context, "maxBatchBytes", 4 << 20, 1 << 10, 256 << 20);
  }

  /**
   * Reads them.
   *
   * @throws ConfigurationException if something is missing or out of its range; the message says
   *     what to change
   */
  static SinkSettings of(Context context) {
    return new SinkSettings(context);
  }

  private static int number(Context context, String key, int byDefault, int min, int max) {
    String text = context.getString(key);
    if (text == null) {
      return byDefault;
    }
    try {
      int number = Integer.parseInt(text.trim());
      if (number >= min && number <= max) {
        return number;
      }
    } catch (NumberFormatException e) {
      // The same sentence serves.
    }
    throw new ConfigurationException(
        String.format(
            "the sink's \"%s\" is \"%s\"; set it to a whole number from %d to %d",
            key, text, min, max));
  }
}
