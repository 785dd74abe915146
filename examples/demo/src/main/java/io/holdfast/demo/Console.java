// SPDX-License-Identifier: Apache-2.0
package io.holdfast.demo;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * Results on standard output, between the batches that the job prints there itself; what the demo
 * is doing on standard error. UTF-8 on both, for that is what goes in.
 */
final class Console {
  private final PrintStream out;
  private final PrintStream err;

  Console() {
    this(
        new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8),
        new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8));
  }

  Console(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  void show(String line) {
    out.println(line);
  }

  void say(String sentence) {
    err.println("demo: " + sentence);
  }
}
