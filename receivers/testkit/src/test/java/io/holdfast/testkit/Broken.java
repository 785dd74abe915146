// SPDX-License-Identifier: Apache-2.0
package io.holdfast.testkit;

import io.holdfast.core.ReceiverSettings;
import io.holdfast.core.ReliableReceiver;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/** A broken receiver, and the law that has to notice it. */
final class Broken {
  private final String name;
  private final int law;
  private final String words;
  private final Capabilities capabilities;
  private final Supplier<ExternalSystem<?>> system;
  private final BiFunction<ExternalSystem<?>, ReceiverSettings, ReliableReceiver<?>> receiver;

  Broken(
      String name,
      int law,
      String words,
      Capabilities capabilities,
      Supplier<ExternalSystem<?>> system,
      BiFunction<ExternalSystem<?>, ReceiverSettings, ReliableReceiver<?>> receiver) {
    this.name = name;
    this.law = law;
    this.words = words;
    this.capabilities = capabilities;
    this.system = system;
    this.receiver = receiver;
  }

  int law() {
    return law;
  }

  String words() {
    return words;
  }

  Capabilities capabilities() {
    return capabilities;
  }

  ExternalSystem<?> system() {
    return system.get();
  }

  ReliableReceiver<?> receiver(ExternalSystem<?> system, ReceiverSettings settings) {
    return receiver.apply(system, settings);
  }

  @Override
  public String toString() {
    return name;
  }
}
