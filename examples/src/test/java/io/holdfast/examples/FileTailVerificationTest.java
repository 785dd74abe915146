// SPDX-License-Identifier: Apache-2.0
package io.holdfast.examples;

import io.holdfast.core.ReceiverSettings;
import io.holdfast.core.ReliableReceiver;
import io.holdfast.testkit.Capabilities;
import io.holdfast.testkit.ExternalSystem;
import io.holdfast.testkit.ReceiverVerification;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** The receiver of the guide obeys the laws. */
class FileTailVerificationTest extends ReceiverVerification<String> {
  @TempDir private Path folder;

  @Override
  protected ExternalSystem<String> startSystem() throws IOException {
    return new TailedFileSystem(Files.createTempFile(folder, "lines", ".log"));
  }

  @Override
  protected ReliableReceiver<String> createReceiver(
      ExternalSystem<String> system, ReceiverSettings settings) {
    return new FileTailReceiver(((TailedFileSystem) system).file(), settings);
  }

  @Override
  protected Capabilities capabilities() {
    return Capabilities.all().partitions(1).withoutNetwork().withShortMatrix();
  }
}
