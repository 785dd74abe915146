// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal;

import java.io.IOException;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;

/**
 * Holds a source back until a checkpoint of this life of the driver exists.
 *
 * <p>Spark starts receivers before it writes its first checkpoint. What is acknowledged before that
 * is lost if the driver dies: without a checkpoint the job is made anew, and nobody reads its
 * write-ahead log. A client of a source that is not open yet sees a refused connection and tries
 * again.
 *
 * <p>Used by one thread.
 */
public final class CheckpointGate {
  private final Launch launch;
  private final Configuration configuration;
  private boolean open;

  /** The gate of a receiver that was launched so. */
  public CheckpointGate(Launch launch, Configuration configuration) {
    this.launch = launch;
    this.configuration = configuration;
    open = launch.checkpointDirectory().isEmpty() || launch.isRecovered();
  }

  /** Whether the source may be opened. Asks the file system until it was so once. */
  public boolean isOpen() throws IOException {
    if (!open) {
      Set<String> files =
          CheckpointFiles.in(launch.checkpointDirectory().orElseThrow(), configuration);
      files.removeAll(launch.staleCheckpoints());
      open = !files.isEmpty();
    }
    return open;
  }
}
