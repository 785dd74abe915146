// SPDX-License-Identifier: Apache-2.0
package io.holdfast.flume;

/** Bytes are not what they should be. */
final class MalformedBytesException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  MalformedBytesException(String message) {
    super(message);
  }

  MalformedBytesException(String message, Throwable cause) {
    super(message, cause);
  }
}
