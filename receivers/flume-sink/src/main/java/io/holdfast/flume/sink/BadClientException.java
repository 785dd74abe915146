// SPDX-License-Identifier: Apache-2.0
package io.holdfast.flume.sink;

/** A client sent what is no request, or did not do its part in time: its connection is closed. */
final class BadClientException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  BadClientException(String message) {
    super(message);
  }
}
