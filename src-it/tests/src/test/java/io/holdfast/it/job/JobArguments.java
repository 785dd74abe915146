// SPDX-License-Identifier: Apache-2.0
package io.holdfast.it.job;

import io.holdfast.core.Durability;
import java.util.ArrayList;
import java.util.List;

/**
 * What the job is to do.
 *
 * @param folder where it writes, and is told what to do
 * @param name what its totals are kept under
 * @param batchMillis the batch interval
 * @param durability what is demanded of its receivers
 * @param checkpoint a directory, or empty for none
 * @param totals a JDBC URL
 * @param sources the sources; the place of one is the number of its stream
 */
public record JobArguments(
    String folder,
    String name,
    long batchMillis,
    Durability durability,
    String checkpoint,
    String totals,
    List<JobSource> sources) {
  private static final int OWN = 6;

  /** As words of a command line. */
  public String[] toWords() {
    List<String> words = new ArrayList<>();
    words.add(folder);
    words.add(name);
    words.add(Long.toString(batchMillis));
    words.add(durability.name());
    words.add(checkpoint.isEmpty() ? "-" : checkpoint);
    words.add(totals);
    sources.forEach(source -> words.add(source.toWord()));
    return words.toArray(String[]::new);
  }

  static JobArguments parse(String... words) {
    return new JobArguments(
        words[0],
        words[1],
        Long.parseLong(words[2]),
        Durability.valueOf(words[3]),
        words[4].equals("-") ? "" : words[4],
        words[5],
        List.of(words).subList(OWN, words.length).stream().map(JobSource::parse).toList());
  }
}
