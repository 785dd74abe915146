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

/**
 * A protocol of Avro's IPC as this side knows it, and how it compares to what another side says.
 * Documentation and Java's string types make no difference. Immutable.
 */
final class WireProtocol {
  static final int HASH_BYTES = 16;

  private final String json;
  private final Protocol protocol;
  private final byte[] hash;

  WireProtocol(String json) {
    this.json = json;
    protocol = Protocol.parse(json);
    hash = md5(json);
  }

  String json() {
    return json;
  }

  byte[] hash() {
    return hash.clone();
  }

  /**
   * Requires that a client encodes its requests as we do. A message that it never sends it need not
   * know.
   *
   * @throws MalformedBytesException if it is no protocol, or another one
   */
  void requireClient(String theirJson) {
    Protocol theirs = parse(theirJson);
    protocol
        .getMessages()
        .forEach(
            (name, message) -> {
              Protocol.Message other = theirs.getMessages().get(name);
              require(
                  other == null || parameters(message).equals(parameters(other)),
                  "the client's %s has other parameters than ours".formatted(name));
            });
  }

  /**
   * Requires that a server knows all messages, and encodes them and its answers as we do.
   *
   * @throws MalformedBytesException if it is no protocol, or another one
   */
  void requireServer(String theirJson) {
    Protocol theirs = parse(theirJson);
    protocol
        .getMessages()
        .forEach(
            (name, message) -> {
              Protocol.Message other = theirs.getMessages().get(name);
              require(
                  other != null
                      && parameters(message).equals(parameters(other))
                      && form(message.getResponse()).equals(form(other.getResponse())),
                  "the server has no %s that is like ours: it speaks %s"
                      .formatted(name, theirs.getName()));
            });
  }

  private static Protocol parse(String json) {
    try {
      return Protocol.parse(json);
    } catch (AvroRuntimeException | StackOverflowError e) {
      throw new MalformedBytesException("the other side's protocol cannot be parsed", e);
    }
  }

  private static List<String> parameters(Protocol.Message message) {
    List<String> parameters = new ArrayList<>();
    for (Schema.Field field : message.getRequest().getFields()) {
      parameters.add(field.name() + ": " + form(field.schema()));
    }
    return parameters;
  }

  private static String form(Schema schema) {
    return SchemaNormalization.toParsingForm(schema);
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new MalformedBytesException(otherwise);
    }
  }

  private static byte[] md5(String json) {
    try {
      return MessageDigest.getInstance("MD5").digest(json.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has MD5, which Avro asks for", e);
    }
  }
}
