// SPDX-License-Identifier: Apache-2.0
package io.holdfast.examples;

import io.holdfast.core.Durability;
import io.holdfast.core.PoisonPolicy;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Takes the constants of an enum as a person writes them in a command. */
abstract class LowerCase<E extends Enum<E>> implements ITypeConverter<E> {
  private final Class<E> type;

  private LowerCase(Class<E> type) {
    this.type = type;
  }

  static String name(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  @Override
  public E convert(String value) {
    return Arrays.stream(type.getEnumConstants())
        .filter(constant -> name(constant).equals(value))
        .findFirst()
        .orElseThrow(
            () -> new TypeConversionException("'%s' is none of %s".formatted(value, names())));
  }

  private String names() {
    return Arrays.stream(type.getEnumConstants())
        .map(LowerCase::name)
        .collect(Collectors.joining(", "));
  }

  static final class OfPoison extends LowerCase<PoisonPolicy> {
    OfPoison() {
      super(PoisonPolicy.class);
    }
  }

  static final class OfDurability extends LowerCase<Durability> {
    OfDurability() {
      super(Durability.class);
    }
  }
}
