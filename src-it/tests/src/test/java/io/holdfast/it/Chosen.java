// SPDX-License-Identifier: Apache-2.0
package io.holdfast.it;

import java.util.List;
import java.util.stream.Stream;

/** What a system property chooses among the values of an enumeration. */
public final class Chosen {
  private Chosen() {}

  /**
   * Those that the property names, separated by commas; all of them if it is not set. A name that
   * is none of them is an error: a run of nothing would be green.
   */
  public static <E extends Enum<E>> Stream<E> among(List<E> all, String property) {
    String names = System.getProperty(property);
    if (names == null) {
      return all.stream();
    }
    List<String> wanted = List.of(names.split(",", -1));
    List<E> chosen = all.stream().filter(each -> wanted.contains(each.name())).toList();
    if (chosen.size() < wanted.size()) {
      throw new IllegalArgumentException(
          "-D%s=%s: each has to be one of %s, and named once".formatted(property, names, all));
    }
    return chosen.stream();
  }
}
