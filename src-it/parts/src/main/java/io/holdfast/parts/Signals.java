// SPDX-License-Identifier: Apache-2.0
package io.holdfast.parts;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;

/** Sends signals that Java cannot send. */
final class Signals {
  private Signals() {}

  /**
   * Sends a signal, named without {@code SIG}.
   *
   * @param whom what the message calls the process
   * @throws PartException if it cannot be sent
   */
  static void send(String signal, long pid, String whom) {
    // The shell's own kill: a machine without procps has no other.
    ProcessBuilder kill =
        new ProcessBuilder("sh", "-c", "kill -" + signal + " \"$1\"", "sh", Long.toString(pid))
            .redirectOutput(Redirect.DISCARD)
            .redirectError(Redirect.DISCARD);
    try {
      int exitCode = kill.start().onExit().join().exitValue();
      if (exitCode != 0) {
        throw new PartException(
            "cannot send SIG%s to %s: is it still alive?".formatted(signal, whom));
      }
    } catch (IOException e) {
      throw new PartException("cannot send SIG%s to %s".formatted(signal, whom), e);
    }
  }
}
