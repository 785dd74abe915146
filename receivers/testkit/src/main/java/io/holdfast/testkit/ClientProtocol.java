// SPDX-License-Identifier: Apache-2.0
package io.holdfast.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * What a client that pushes says on one connection, and what it understands of the answers. Fresh
 * for each connection, so it may keep what is true of one: transaction numbers, whether it has
 * introduced itself.
 *
 * <p>{@link #open} comes first; then one thread asks for requests, and another one reads answers.
 * An {@link IOException} of any method, as of its streams, ends the connection: the client connects
 * again, and sends again what was not answered.
 *
 * @param <T> the type of the records
 */
public interface ClientProtocol<T> {
  /** Says what has to be said before the first record, and reads the answer. May block. */
  default void open(InputStream in, OutputStream out) throws IOException {}

  /** The bytes that carry this record; it is the next one of the connection. */
  byte[] request(T record) throws IOException;

  /** The bytes of a request, or the head of one, that is larger than the receiver takes. */
  byte[] oversized() throws IOException;

  /** Blocks for an answer, or several; says how many more records they say are taken. */
  int readAnswers(InputStream in) throws IOException;
}
