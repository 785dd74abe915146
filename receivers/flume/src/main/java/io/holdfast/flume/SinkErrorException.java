// SPDX-License-Identifier: Apache-2.0
package io.holdfast.flume;

/** A sink answers that it has failed; the connection to it is as good as before. */
final class SinkErrorException extends Exception {
  private static final long serialVersionUID = 1L;

  SinkErrorException(String message) {
    super(message);
  }
}
