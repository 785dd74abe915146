// SPDX-License-Identifier: Apache-2.0
package io.holdfast.benchmarks;

/** What some benchmarks measure beside speed. */
enum Figure {
  ROUND_TRIP("round trip, ms", "%.2f"),
  STORE("store, ms", "%.2f"),
  HEAP("live heap, MiB", "%.0f");

  private final String label;
  private final String format;

  Figure(String label, String format) {
    this.label = label;
    this.format = format;
  }

  String label() {
    return label;
  }

  String format(double value) {
    return format.formatted(value);
  }
}
