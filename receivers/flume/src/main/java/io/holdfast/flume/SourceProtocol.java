// SPDX-License-Identifier: Apache-2.0
package io.holdfast.flume;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Protocol;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;

/** The protocol of Flume's avro source and sink, which all releases of Flume share. */
final class SourceProtocol {
  static final String APPEND = "append";
  static final String APPEND_BATCH = "appendBatch";
  static final int OK = 0;
  static final int FAILED = 1;
  static final int HASH_BYTES = 16;

  static final String JSON =
      """
      {"protocol":"AvroSourceProtocol","namespace":"org.apache.flume.source.avro","types":[\
      {"type":"enum","name":"Status","symbols":["OK","FAILED","UNKNOWN"]},\
      {"type":"record","name":"AvroFlumeEvent","fields":[\
      {"name":"headers","type":{"type":"map","values":"string"}},\
      {"name":"body","type":"bytes"}]}],"messages":{\
      "append":{"request":[{"name":"event","type":"AvroFlumeEvent"}],"response":"Status"},\
      "appendBatch":{"request":[{"name":"events","type":\
      {"type":"array","items":"AvroFlumeEvent"}}],"response":"Status"}}}""";

  private static final Protocol OURS = Protocol.parse(JSON);
  private static final byte[] HASH = hash(JSON);

  private SourceProtocol() {}

  static byte[] hash() {
    return HASH.clone();
  }

  /**
   * Requires that a client encodes its requests as we do; documentation and Java's string types do
   * not matter.
   *
   * @throws MalformedRequestException if it is no protocol, or another one
   */
  static void requireSame(String json) {
    Protocol theirs;
    try {
      theirs = Protocol.parse(json);
    } catch (AvroRuntimeException | StackOverflowError e) {
      throw new MalformedRequestException("the client's protocol cannot be parsed", e);
    }
    requireSame(theirs, APPEND);
    requireSame(theirs, APPEND_BATCH);
  }

  private static void requireSame(Protocol theirs, String message) {
    Protocol.Message known = OURS.getMessages().get(message);
    Protocol.Message other = theirs.getMessages().get(message);
    // Who never sends a message need not know it.
    if (other != null && !parameters(known).equals(parameters(other))) {
      throw new MalformedRequestException(
          "the client's %s has other parameters than Flume's".formatted(message));
    }
  }

  private static List<String> parameters(Protocol.Message message) {
    List<String> parameters = new ArrayList<>();
    for (Schema.Field field : message.getRequest().getFields()) {
      parameters.add(field.name() + ": " + SchemaNormalization.toParsingForm(field.schema()));
    }
    return parameters;
  }

  private static byte[] hash(String json) {
    try {
      return MessageDigest.getInstance("MD5").digest(json.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has MD5, which Avro asks for", e);
    }
  }
}
