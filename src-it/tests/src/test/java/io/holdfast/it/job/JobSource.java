// SPDX-License-Identifier: Apache-2.0
package io.holdfast.it.job;

import java.util.List;

/**
 * A source of the job.
 *
 * @param kind what it is, and the name of the folder that its batches go to
 * @param where what its receiver has to know: addresses, a topic, a file
 */
public record JobSource(SourceKind kind, List<String> where) {
  String toWord() {
    return kind + "=" + String.join(",", where);
  }

  static JobSource parse(String word) {
    int equals = word.indexOf('=');
    return new JobSource(
        SourceKind.valueOf(word.substring(0, equals)),
        List.of(word.substring(equals + 1).split(",", -1)));
  }

  String where(int place) {
    return where.get(place);
  }

  int port(int place) {
    return Integer.parseInt(where(place));
  }
}
