// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core;

import java.util.function.Consumer;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.core.config.Property;

/** Hears what a class warns of, until it is closed. */
final class WarningsOf extends AbstractAppender implements AutoCloseable {
  private final Logger logger;
  private final Consumer<String> listener;

  private WarningsOf(Logger logger, Consumer<String> listener) {
    super("warnings of " + logger.getName(), null, null, true, Property.EMPTY_ARRAY);
    this.logger = logger;
    this.listener = listener;
  }

  static WarningsOf of(Class<?> type, Consumer<String> listener) {
    Configurator.setLevel(type.getName(), Level.WARN);
    Logger logger = (Logger) LogManager.getLogger(type);
    WarningsOf warnings = new WarningsOf(logger, listener);
    warnings.start();
    logger.addAppender(warnings);
    return warnings;
  }

  @Override
  public void append(LogEvent event) {
    listener.accept(event.getMessage().getFormattedMessage());
  }

  @Override
  public void close() {
    logger.removeAppender(this);
    stop();
  }
}
