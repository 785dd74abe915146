// SPDX-License-Identifier: Apache-2.0
package io.holdfast.benchmarks;

import picocli.CommandLine.Option;

/** What can be set for all who are sent to. */
final class SendOptions {
  @Option(
      names = "--millis",
      paramLabel = "N",
      description = "For how long each contender is sent to; default ${DEFAULT-VALUE}.")
  long millis;

  @Option(
      names = "--bytes",
      paramLabel = "N",
      defaultValue = "100",
      description = "The size of a record; default ${DEFAULT-VALUE}.")
  int bytes = 100;

  /** With a default time. */
  SendOptions(long millis) {
    this.millis = millis;
  }
}
