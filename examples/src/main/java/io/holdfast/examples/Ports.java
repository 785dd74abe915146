// SPDX-License-Identifier: Apache-2.0
package io.holdfast.examples;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * The ports that receivers may listen at, each at the first that is free. Whether they are ports at
 * all the receivers say.
 *
 * @param first 0, with {@code last}, for whatever is free
 */
record Ports(int first, int last) {
  private static final Pattern TEXT = Pattern.compile("(\\d{1,9})(?:-(\\d{1,9}))?");

  /** Takes a port, or a range such as {@code 4141-4144}. */
  static final class Converter implements ITypeConverter<Ports> {
    @Override
    public Ports convert(String value) {
      Matcher text = TEXT.matcher(value);
      if (!text.matches()) {
        throw new TypeConversionException(
            "%s is neither a port nor a range of them, such as 4141-4144".formatted(value));
      }
      int first = Integer.parseInt(text.group(1));
      return new Ports(first, text.group(2) == null ? first : Integer.parseInt(text.group(2)));
    }
  }

  boolean areEnoughFor(int receivers) {
    return receivers == 1 || first == 0 || last - first >= receivers - 1;
  }

  Ports widenedTo(int receivers) {
    return new Ports(first, first + receivers - 1);
  }

  /** As a person writes them. */
  @Override
  public String toString() {
    return first == last ? Integer.toString(first) : first + "-" + last;
  }
}
