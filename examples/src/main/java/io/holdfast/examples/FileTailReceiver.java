// SPDX-License-Identifier: Apache-2.0
package io.holdfast.examples;

import io.holdfast.core.ReceiverSettings;
import io.holdfast.core.ReliableReceiver;
import io.holdfast.core.Source;
import io.holdfast.core.SourceContext;
import java.nio.file.Path;

/**
 * Receives the lines that are appended to one file, each at least once: the example of the guide
 * "Write your own receiver".
 *
 * <p>A line ends in LF, which is not part of it, and is strict UTF-8; what is not is poison. How
 * far the lines are durable is kept in a small file beside the tailed one, its name with {@code
 * .position} added, so that reading goes on there after whatever has happened.
 *
 * <p>The file is on the machine that runs the receiver, or on a file system that every executor
 * mounts at the same path. What {@link FileTailSource} says of a file that is replaced or truncated
 * holds too.
 */
public final class FileTailReceiver extends ReliableReceiver<String> {
  private static final long serialVersionUID = 1L;

  /** Not a Path, which cannot be serialized. */
  private final String file;

  /** A receiver of the lines of this file, which need not exist yet. */
  public FileTailReceiver(Path file, ReceiverSettings settings) {
    super(settings);
    this.file = file.toAbsolutePath().toString();
  }

  @Override
  protected Source<String> open(SourceContext context) throws Exception {
    Path path = Path.of(file);
    return new FileTailSource(path, PositionFile.beside(path), context);
  }
}
