// SPDX-License-Identifier: Apache-2.0
package io.holdfast.flume.sink;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The protocol between Spark's Flume sink and its pollers, in any release of Spark that had them.
 *
 * <p>It is spoken without Avro's library: agents bring one of three that do not fit each other, and
 * three messages need little of it.
 */
final class SinkProtocol {
  static final String GET_EVENT_BATCH = "getEventBatch";
  static final String ACK = "ack";
  static final String NACK = "nack";

  /** The length of {@link #hash}. */
  static final int HASH_BYTES = 16;

  static final String JSON =
      "{\"protocol\":\"SparkFlumeProtocol\",\"namespace\":\"org.apache.spark.streaming.flume.sink\","
          + "\"types\":["
          + "{\"type\":\"record\",\"name\":\"SparkSinkEvent\",\"fields\":["
          + "{\"name\":\"headers\",\"type\":{\"type\":\"map\",\"values\":\"string\"}},"
          + "{\"name\":\"body\",\"type\":\"bytes\"}]},"
          + "{\"type\":\"record\",\"name\":\"EventBatch\",\"fields\":["
          + "{\"name\":\"errorMsg\",\"type\":\"string\",\"default\":\"\"},"
          + "{\"name\":\"sequenceNumber\",\"type\":\"string\"},"
          + "{\"name\":\"events\",\"type\":{\"type\":\"array\",\"items\":\"SparkSinkEvent\"}}]}],"
          + "\"messages\":{"
          + "\"getEventBatch\":{\"request\":[{\"name\":\"n\",\"type\":\"int\"}],"
          + "\"response\":\"EventBatch\"},"
          + "\"ack\":{\"request\":[{\"name\":\"sequenceNumber\",\"type\":\"string\"}],"
          + "\"response\":\"null\"},"
          + "\"nack\":{\"request\":[{\"name\":\"sequenceNumber\",\"type\":\"string\"}],"
          + "\"response\":\"null\"}}}";

  private static final byte[] HASH = md5(JSON);

  private SinkProtocol() {}

  /** What the handshake calls this protocol. */
  static byte[] hash() {
    return HASH.clone();
  }

  private static byte[] md5(String json) {
    try {
      return MessageDigest.getInstance("MD5").digest(json.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has MD5, which Avro asks for", e);
    }
  }
}
