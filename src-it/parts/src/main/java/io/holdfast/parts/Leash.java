// SPDX-License-Identifier: Apache-2.0
package io.holdfast.parts;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;

/**
 * Ends this JVM's children when this JVM ends in any way, SIGKILL included, where no shutdown hook
 * runs.
 *
 * <p>One {@code sh} per JVM reads the ids of the children from a pipe that only this JVM holds open
 * for writing. The kernel closes the pipe with the JVM; the shell then sends SIGKILL to every id
 * that is still registered. It ignores the signals that a terminal sends to the whole foreground
 * group, so that Ctrl-C does not end it before its children.
 *
 * <p>Thread-safe. No method blocks for longer than a write to a pipe that is always being read.
 */
final class Leash {
  private static final String SIDECAR =
      """
      trap '' INT TERM HUP QUIT
      held=
      while read -r verb id; do
        case $verb in
          +) held="$held $id" ;;
          -) kept=
             for each in $held; do [ "$each" = "$id" ] || kept="$kept $each"; done
             held=$kept ;;
        esac
      done
      for each in $held; do kill -KILL "$each"; done
      """;

  private static Leash instance;

  private final OutputStream pipe;

  private Leash() throws IOException {
    Process sidecar =
        new ProcessBuilder("sh", "-c", SIDECAR)
            // It outlives this JVM by a moment and must not keep a temporary directory busy.
            .directory(new File("/"))
            .redirectOutput(Redirect.DISCARD)
            .redirectError(Redirect.DISCARD)
            .start();
    pipe = sidecar.getOutputStream();
  }

  /** The leash of this JVM, started with the first call. */
  static synchronized Leash ofThisJvm() throws IOException {
    if (instance == null) {
      instance = new Leash();
    }
    return instance;
  }

  /** From here on {@code pid} does not outlive this JVM. */
  void hold(long pid) throws IOException {
    send("+ " + pid);
  }

  /**
   * To be called as soon as {@code pid} has ended, because the system may give its number to a
   * stranger.
   */
  void release(long pid) throws IOException {
    send("- " + pid);
  }

  private synchronized void send(String line) throws IOException {
    pipe.write((line + "\n").getBytes(StandardCharsets.US_ASCII));
    pipe.flush();
  }
}
