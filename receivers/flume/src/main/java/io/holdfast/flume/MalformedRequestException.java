// SPDX-License-Identifier: Apache-2.0
package io.holdfast.flume;

/** Bytes are not what they should be. */
final class MalformedRequestException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  MalformedRequestException(String message) {
    super(message);
  }

  MalformedRequestException(String message, Throwable cause) {
    super(message, cause);
  }
}
