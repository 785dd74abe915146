// SPDX-License-Identifier: Apache-2.0
package io.holdfast.it.ledger;

import java.util.HashSet;
import java.util.Set;

/** What a ledger knows of one record. */
final class Entry {
  final TestRecord record;
  final long offeredMillis;
  boolean sent;
  int counts;
  long countedMillis;
  boolean overtaken;

  /** The batch that held it first. */
  String batch;

  /** When another batch last held it; 0 if none did. */
  long elsewhereMillis;

  /** Where it was said to be; empty for a source without positions. */
  final Set<String> positions = new HashSet<>(2);

  Entry(TestRecord record, long offeredMillis) {
    this.record = record;
    this.offeredMillis = offeredMillis;
  }
}
