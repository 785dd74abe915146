// SPDX-License-Identifier: Apache-2.0
package io.holdfast.flume.sink;

/** The channel failed. What was taken is back in it, and it may be asked again. */
final class ChannelFailedException extends Exception {
  private static final long serialVersionUID = 1L;

  ChannelFailedException(String what, Throwable cause) {
    super(what + ": " + cause, cause);
  }
}
